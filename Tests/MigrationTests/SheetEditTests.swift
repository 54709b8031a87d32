import AgentsAPI
import AgentsClient
import Emulator
import Telephony
import TestSupport
import Testing

@testable import Migration

@Suite("A sheet edited while its run is unfinished") struct SheetEditTests {
    /// Leaves a run of numbers 1 to 4 with 1 and 2 updated.
    private func begin(_ bench: Bench) async throws {
        let ending = try await bench.apply(Inventory.rollout(1...4)) {
            $0.pipeline.batchSize = 2
            $0.refuseKey(atUpdate: 2)
        }
        #expect(ending.outcomes == ["updated", "updated", "not_attempted", "not_attempted"])
    }

    private func edit(_ bench: Bench) -> SheetEdit? {
        bench.events.compactMap { if case .resuming(_, let edit) = $0 { edit } else { nil } }.last
    }

    @Test("a sheet that is the same is not read again")
    func same() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            let ending = try await bench.apply(Inventory.rollout(1...4))
            #expect(edit(bench) == nil && ending.summary.edit == nil)
            #expect(ending.batches == [["c03", "c04"]])
            #expect(ending.count(.lookUpConnector) == 0)
        }
    }

    @Test("rows in another order keep what was done to them")
    func reordered() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            let ending = try await bench.apply(Inventory.rollout([4, 2, 3, 1]))
            #expect(edit(bench) == SheetEdit(formerRows: 4, rows: 4, keptFinished: 2, droppedFinished: 0))
            #expect(ending.batches == [["c04", "c03"]])
            #expect(ending.outcomes == ["updated", "updated", "updated", "updated"])
            #expect(ending.results.settings("before") == Array(repeating: "voice_name=en-GB-Neural2-A", count: 4))
        }
    }

    @Test("rows that were added are done, and rows that were removed are not")
    func addedAndRemoved() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            let ending = try await bench.apply(Inventory.rollout([5, 2, 4]))
            #expect(edit(bench) == SheetEdit(formerRows: 4, rows: 3, keptFinished: 1, droppedFinished: 1))
            #expect(ending.summary.edit == edit(bench))
            #expect(ending.batches == [["c05", "c04"]])
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(try await bench.connector(3)?.voiceName == Inventory.oldVoice)
            let former = try #require(ending.results.others.first)
            #expect(ending.results.others.count == 1 && former["phone_number"] == Inventory.number(1))
            #expect(former["result_outcome"] == "updated" && former["result_connector_id"] == "c01")
            #expect(former["result_before_voice_name"] == Inventory.oldVoice)
            #expect(former["result_error"]?.contains("An earlier version of the sheet had this row.") == true)
        }
    }

    @Test("a connector that was moved and is changed again where it is now shows what it was before the run")
    func moved() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            let header = "agent_id,phone_number,project_id,voice_name"
            let away = "\(Inventory.number(1)),\(Inventory.away)"
            let others = (2...3).map { "\(Inventory.home),\(Inventory.number($0)),,\(Inventory.newVoice)" }
            let sheet = Inventory.sheet(header, ["\(Inventory.home),\(away),\(Inventory.newVoice)"] + others)
            _ = try await bench.apply(sheet) {
                $0.pipeline.batchSize = 1
                $0.refuseKey(atUpdate: 2)
            }
            let edited = Inventory.sheet(header, ["\(Inventory.away),\(away),\(Inventory.otherVoice)"] + others)
            let ending = try await bench.apply(edited)
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.results.rows[0]["result_before_voice_name"] == Inventory.oldVoice)
            #expect(ending.results.rows[0]["result_after_voice_name"] == Inventory.otherVoice)
        }
    }

    @Test("a row that was refused and is not there any more was not changed, and nobody says it was")
    func refusedAndRemoved() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            let turns = Turns()
            let sheet = Inventory.sheet(
                "phone_number,voice_name",
                [Inventory.refusedVoice, Inventory.newVoice, Inventory.newVoice].enumerated().map {
                    "\(Inventory.number($0 + 1)),\($1)"
                })
            _ = try await bench.apply(sheet) {
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    request.operation == .updateConnectors && turns.next(request) == 3
                        ? .refuse(401, "AUTH_USER_INVALID_TOKEN") : .pass
                }
            }
            let ending = try await bench.apply(Inventory.rollout([2, 3]))
            #expect(edit(bench) == SheetEdit(formerRows: 3, rows: 2, keptFinished: 1, droppedFinished: 0))
            #expect(ending.results.others.isEmpty)
        }
    }

    @Test("a row that wants something else is done again, from what the connector is now")
    func changed() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            let sheet = Inventory.rollout(1...4).replacing(
                "+442079460001,en-GB-Neural2-B", with: "+442079460001,en-GB-Neural2-C")
            let ending = try await bench.apply(sheet)
            #expect(ending.batches == [["c01", "c03", "c04"]])
            #expect(ending.results.settings("before")[0] == "voice_name=en-GB-Neural2-A")
            #expect(ending.results.settings("after")[0] == "voice_name=en-GB-Neural2-C")
            #expect(ending.summary.areAllRowsDone)
        }
    }

    @Test(
        "a row whose second change is not made keeps its first one in the account",
        arguments: [Inventory.refusedVoice, Inventory.otherVoice])
    func changedInVain(voice: String) async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            let sheet = Inventory.rollout(1...4).replacing(
                "+442079460001,en-GB-Neural2-B", with: "+442079460001,\(voice)")
            let ending = try await bench.apply(sheet) {
                let isRefused = voice == Inventory.refusedVoice
                $0.treat = { $0.operation == .updateConnectors && !isRefused ? .refuse(401, .invalidToken) : .pass }
            }
            #expect(ending.outcomes[0] == (voice == Inventory.refusedVoice ? "rejected" : "not_attempted"))
            #expect(ending.results.rows[0]["result_before_voice_name"] == Inventory.oldVoice)
            let former = try #require(ending.results.others.first)
            #expect(ending.results.others.count == 1 && former["result_number"] == Inventory.number(1))
            #expect(former["result_outcome"] == "updated")
            #expect(former["result_before_voice_name"] == Inventory.oldVoice)
            #expect(former["result_after_voice_name"] == Inventory.newVoice)
        }
    }

    @Test("a row that is dropped stays in the account also when another row of its connector is kept")
    func droppedBesideKept() async throws {
        let shared = InventoryEntry(number: Inventory.number(50), connector: Inventory.connector("c01"))
        try await withBench(Inventory.connectors(5) + [shared]) { bench in
            let turns = Turns()
            _ = try await bench.apply(Inventory.rollout([1, 50, 2, 3])) {
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    request.operation == .updateConnectors && turns.next(request) == 2
                        ? .refuse(401, .invalidToken) : .pass
                }
            }
            let ending = try await bench.apply(Inventory.rollout([1, 2, 3]))
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.results.others.map { $0["result_number"] } == [Inventory.number(50)])
        }
    }

    @Test("a row that is there twice keeps its outcome once, and the second is unchanged")
    func doubled() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            let ending = try await bench.apply(Inventory.rollout([1, 1, 2, 3, 4]))
            #expect(ending.outcomes == ["updated", "unchanged", "updated", "updated", "updated"])
            #expect(ending.batches == [["c03", "c04"]])
        }
    }

    @Test("a note or a column that means nothing to a run can be edited too")
    func otherColumns() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            let rows = (1...4).map { "note \($0),\(Inventory.number($0)),\(Inventory.newVoice)" }
            let ending = try await bench.apply(Inventory.sheet("note,phone,voice", rows))
            #expect(edit(bench)?.keptFinished == 2)
            #expect(ending.batches == [["c03", "c04"]])
            #expect(ending.results.rows.map { $0["note"] } == ["note 1", "note 2", "note 3", "note 4"])
        }
    }

    @Test("an edited sheet with errors is refused, and the run stays as it was")
    func refused() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            let broken = Inventory.rollout(1...4) + "nonsense,\(Inventory.newVoice)\n"
            await #expect(throws: Refusal.self) { try await bench.apply(broken) }
            #expect(try await bench.apply(Inventory.rollout(1...4)).batches == [["c03", "c04"]])
        }
    }

    @Test("an edit that the API cannot plan yet is planned the next time")
    func unplanned() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            let sheet = Inventory.rollout([1, 5])
            await #expect(throws: RunStop.self) {
                try await bench.apply(sheet) { $0.treat = { _ in .refuse(401, .invalidToken) } }
            }
            let ending = try await bench.apply(sheet)
            #expect(ending.outcomes == ["updated", "updated"])
            #expect(ending.batches == [["c05"]])
        }
    }

    @Test("an edit is planned from what the connectors are then, not from what an attempt before read")
    func plannedAnew() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            let sheet = Inventory.rollout([1, 5])
            await #expect(throws: RunStop.self) {
                try await bench.apply(sheet) {
                    $0.treat = { $0.operation == .listPhoneNumbers ? .refuse(401, .invalidToken) : .pass }
                }
            }
            try await bench.give("c05", "en-GB-Wavenet-A")
            let ending = try await bench.apply(sheet)
            #expect(ending.outcomes == ["updated", "updated"])
            #expect(ending.results.settings("before")[1] == "voice_name=en-GB-Wavenet-A")
        }
    }

    @Test(
        "a row that contradicts one whose connector has it already is a conflict, whoever changed it",
        arguments: ["c01", "c03"])
    func contradiction(connector: String) async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            try await bench.give("c03", Inventory.newVoice)
            let stopped = try await bench.resume {
                $0.treat = { $0.updated == ["c04"] ? .refuse(401, .invalidToken) : .pass }
            }
            #expect(stopped.outcomes == ["updated", "updated", "unchanged", "not_attempted"])
            let rows =
                (1...4).map { "\(Inventory.number($0)),,\(Inventory.newVoice)" } + [",\(connector),en-GB-Neural2-C"]
            let ending = try await bench.apply(Inventory.sheet("phone_number,connector_id,voice_name", rows))
            #expect(ending.outcomes == ["updated", "updated", "unchanged", "updated", "conflict"])
            #expect(ending.batches == [["c04"]])
        }
    }

    @Test("an edit is not compared with changes whose fate is unknown")
    func unknown() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...4)) {
                $0.treat = { [.updateConnectors, .getConnectors].contains($0.operation) ? .loseAnswer : .pass }
            }
            await #expect(throws: RunStop.unknownChanges(count: 4)) {
                try await bench.apply(Inventory.rollout(1...5)) {
                    $0.treat = { $0.operation == .getConnectors ? .loseAnswer : .pass }
                }
            }
            let ending = try await bench.apply(Inventory.rollout(1...5))
            #expect(ending.outcomes == Array(repeating: "updated", count: 5))
            #expect(ending.batches == [["c05"]])
        }
    }

    @Test("resuming from the run file alone does not look at the sheet")
    func resumed() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            try bench.scratch.write("not a sheet any more", to: "numbers.csv")
            let ending = try await bench.resume()
            #expect(ending.batches == [["c03", "c04"]])
            #expect(ending.summary.areAllRowsDone)
        }
    }
}
