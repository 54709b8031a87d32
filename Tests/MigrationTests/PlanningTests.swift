import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Plans of a sheet") struct PlanningTests {
    private static let spanish =
        "phone_number,voice_name\n+442079460001,es-ES-Neural2-A\n+442079460002,en-GB-Neural2-B\n"

    @Test("a voice that will not speak the language its connector listens for is pointed out")
    func disagreement() async throws {
        try await withBench { bench in
            let plan = try await bench.plan(Self.spanish)
            #expect(plan.summary.changes == 2)
            #expect(
                bench.findings == [
                    "numbers.csv:2: warning: Connector c01 would speak es-ES with the voice es-ES-Neural2-A but "
                        + """
                        recognise speech as en-GB. Set both voice_name and asr_lang_code, if that is not what \
                        you mean.
                        """
                ])
        }
    }

    @Test("a row that sets both voice and language is not pointed out twice")
    func bothSet() async throws {
        try await withBench { bench in
            _ = try await bench.plan(
                """
                phone_number,voice_name,asr_lang_code
                +442079460001,es-ES-Neural2-A,fr-FR
                +442079460002,es-ES-Neural2-A,es-ES

                """)
            #expect(bench.findings.count == 1)
            #expect(
                bench.findings.first?.hasPrefix("numbers.csv:2: warning: [voice_name] es-ES-Neural2-A speaks") == true)
        }
    }

    @Test("strictness refuses such a plan, or goes on without the row")
    func strict() async throws {
        try await withBench { bench in
            await #expect(throws: Refusal.self) {
                try await bench.apply(Self.spanish) { $0.options.sheet.isStrict = true }
            }
            #expect(try await bench.voices().contains(Inventory.newVoice) == false)
            let ending = try await bench.apply(Self.spanish) {
                $0.options.sheet.isStrict = true
                $0.options.skipsInvalid = true
            }
            #expect(ending.outcomes == ["invalid", "updated"])
            #expect(ending.results["error"][0].hasPrefix("Connector c01 would speak es-ES"))
        }
    }

    @Test("a plan writes nothing and counts rows, connectors, numbers and what is collateral")
    func summary() async throws {
        let shared = (50...51).map {
            InventoryEntry(number: Inventory.number($0), connector: Inventory.connector("c01"))
        }
        try await withBench(Inventory.connectors(3) + shared) { bench in
            let sheet = Inventory.rollout([1, 50, 2, 77]) + "\(Inventory.number(3)),\(Inventory.oldVoice)\n"
            let plan = try await bench.plan(sheet) { $0.options.allowsCollateral = true }
            #expect(plan.summary.rows == 5 && plan.summary.rowsToChange == 3)
            #expect(plan.summary.changes == 2 && plan.summary.liveChanges == 2)
            #expect(plan.summary.numbers == 4 && plan.summary.collateralNumbers == 1)
            #expect(plan.summary.outcomes == ["unchanged": 1, "not_found": 1])
            #expect(!bench.requests.contains { $0.operation.isWriting })
        }
    }

    @Test("a plan shows each change with its numbers, and each row that will not change with the reason")
    func details() async throws {
        let shared = InventoryEntry(number: Inventory.number(50), connector: Inventory.connector("c01"))
        try await withBench(Inventory.connectors(3) + [shared]) { bench in
            let plan = try await bench.plan(Inventory.rollout([2, 1, 77])) { $0.options.allowsCollateral = true }
            var changes: [PlannedChange] = []
            try plan.runFile.forEachPlannedChange { changes.append($0) }
            #expect(changes.map(\.connector?.connectorId) == ["c02", "c01"])
            #expect(changes.map(\.line) == [2, 3])
            #expect(changes.map(\.numbers) == [[Inventory.number(2)], [Inventory.number(1), Inventory.number(50)]])
            #expect(changes.map(\.collateral) == [[], [Inventory.number(50)]])
            #expect(changes[0].changes.map(\.new) == [Inventory.newVoice])
            var refused: [RefusedRow] = []
            try plan.runFile.forEachRefusedRow { refused.append($0) }
            #expect(refused.map(\.line) == [4] && refused.map(\.outcome) == [.notFound])
        }
    }

    @Test("the same sheet gives the same plan, and the fingerprint of its run")
    func fingerprint() async throws {
        try await withBench { bench in
            let planned = try await bench.plan(Inventory.rollout(1...3)).summary.fingerprint
            #expect(try await bench.plan(Inventory.rollout(1...3)).summary.fingerprint == planned)
            #expect(try await bench.plan(Inventory.rollout(1...2)).summary.fingerprint != planned)
            _ = try await bench.apply(Inventory.rollout(1...3))
            #expect(try RunFile.openForReading(bench.runFilePath).wholeFingerprint() == planned)
        }
    }
}
