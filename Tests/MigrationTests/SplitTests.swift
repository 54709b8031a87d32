import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Shared connectors that are split") struct SplitTests {
    /// `c01` serves numbers 1, 20 and 21; `c02` and `c04` have the new voice, `c03` another one.
    private static let inventory: [InventoryEntry] = [
        InventoryEntry(number: Inventory.number(1), connector: Inventory.connector("c01")),
        InventoryEntry(number: Inventory.number(20), connector: Inventory.connector("c01")),
        InventoryEntry(number: Inventory.number(21), connector: Inventory.connector("c01")),
        InventoryEntry(number: Inventory.number(2), connector: Inventory.connector("c02", voice: Inventory.newVoice)),
        InventoryEntry(number: Inventory.number(3), connector: Inventory.connector("c03", voice: Inventory.otherVoice)),
        InventoryEntry(connector: Inventory.connector("c04", voice: Inventory.newVoice)),
        Inventory.awayProject,
    ]

    private static let conflict = Inventory.sheet(
        "phone_number,voice_name",
        [
            "\(Inventory.number(1)),\(Inventory.newVoice)", "\(Inventory.number(20)),\(Inventory.otherVoice)",
            "\(Inventory.number(21)),\(Inventory.oldVoice)",
        ])

    private static let collateral = Inventory.rollout([20])

    @Test("a conflict says which connectors are as its rows want them", arguments: ResolutionMode.allCases)
    func conflictNames(mode: ResolutionMode) async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(Self.conflict) { $0.options.resolution = mode }
            #expect(ending.outcomes == ["conflict", "conflict", "conflict"])
            let text = ending.results["error"][0]
            #expect(text.contains("Connector c02 or c04 is as line 2 wants it already"), "\(text)")
            #expect(text.contains("Connector c03 is as line 3 wants it already"), "\(text)")
            #expect(ending.writes.isEmpty)
        }
    }

    @Test("a connector that somebody changes before a number comes to it gets none", arguments: [false, true])
    func changedMeanwhile(isGone: Bool) async throws {
        try await withBench(Self.inventory) { bench in
            let first = try await bench.apply(Self.conflict) {
                $0.options.splits = true
                $0.treat = { $0.operation == .routePhoneNumber ? .refuse(401, .invalidToken) : .pass }
            }
            #expect(first.outcomes == ["not_attempted", "not_attempted", "unchanged"])
            if isGone {
                _ = try await bench.someoneElse.deleteConnector("c02", of: Inventory.home)
            } else {
                _ = try await bench.someoneElse.updateConnector(
                    "c02", ConnectorPatch(voiceName: Inventory.otherVoice), of: Inventory.home)
            }
            let second = try await bench.resume()
            #expect(second.outcomes == ["drifted", "updated", "unchanged"])
            let words = isGone ? "connector c02 is gone" : "connector c02, which has voice_name \(Inventory.otherVoice)"
            #expect(second.results["error"][0].hasPrefix(words), "\(second.results["error"])")
            #expect(try await bench.places().contains("1 c01"))
        }
    }

    @Test("so does what a guard refuses", arguments: ResolutionMode.allCases)
    func blockedNames(mode: ResolutionMode) async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(Self.collateral) { $0.options.resolution = mode }
            #expect(ending.outcomes == ["blocked"])
            let text = ending.results["error"][0]
            #expect(text.contains("Connector c02 or c04 is as line 2 wants it already"), "\(text)")
        }
    }

    @Test("where there is none, one has to be made first", arguments: [false, true])
    func none(splits: Bool) async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(Inventory.rollout([20], voice: "en-GB-Neural2-D")) {
                $0.options.splits = splits
            }
            #expect(ending.outcomes == ["blocked"])
            let text = ending.results["error"][0]
            #expect(
                text.contains("No other connector of the project and environment is, and stays, as line 2 wants it"),
                "\(text)")
            #expect(ending.writes.isEmpty)
        }
    }

    @Test("split, the numbers go there and the shared connector stays as it is", arguments: ResolutionMode.allCases)
    func splits(mode: ResolutionMode) async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(Self.conflict) {
                $0.options.resolution = mode
                $0.options.splits = true
            }
            #expect(ending.outcomes == ["updated", "updated", "unchanged"])
            #expect(ending.results["changed"] == ["route", "route", ""])
            #expect(ending.results["connector_id"] == ["c02", "c03", "c01"])
            #expect(ending.writes == [.routePhoneNumber, .routePhoneNumber])
            #expect(try await bench.places() == ["1 c02", "2 c02", "3 c03", "20 c03", "21 c01"])
            let again = try await bench.apply(Self.conflict) { $0.options.splits = true }
            #expect(again.outcomes == ["unchanged", "unchanged", "unchanged"])
        }
    }

    @Test("a number is taken off a connector that serves others")
    func splitsCollateral() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(Self.collateral) { $0.options.splits = true }
            #expect(ending.outcomes == ["updated"])
            #expect(ending.results["changed"] == ["route"])
            #expect(try await bench.places() == ["1 c01", "2 c02", "3 c03", "20 c02", "21 c01"])
        }
    }

    @Test("no number goes to a connector that the sheet itself changes, or of another environment")
    func unfitConnectors() async throws {
        var inventory = Self.inventory
        var sandbox = Inventory.connector("c00", voice: Inventory.newVoice)
        sandbox.clientEnv = .sandbox
        inventory.append(InventoryEntry(connector: sandbox))
        try await withBench(inventory) { bench in
            let sheet = Self.collateral + "\(Inventory.number(2)),\(Inventory.otherVoice)\n"
            let ending = try await bench.apply(sheet) { $0.options.splits = true }
            #expect(ending.outcomes == ["updated", "updated"])
            #expect(ending.results["connector_id"] == ["c04", "c02"])
        }
    }

    @Test("a row that means the whole connector keeps it whole")
    func whole() async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = Inventory.sheet(
                "phone_number,connector_id,voice_name",
                ["\(Inventory.number(1)),,\(Inventory.newVoice)", ",c01,\(Inventory.otherVoice)"])
            let ending = try await bench.apply(sheet) { $0.options.splits = true }
            #expect(ending.outcomes == ["conflict", "conflict"])
            #expect(ending.writes.isEmpty)
        }
    }
}
