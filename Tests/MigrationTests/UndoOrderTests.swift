import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

/// Number 20 leaves `c01`, which then moves to another project with its other number.
@Suite("Taking back what came last first") struct UndoOrderTests {
    private static let inventory =
        Inventory.connectors(3) + [InventoryEntry(number: Inventory.number(20), connector: Inventory.connector("c01"))]
    private static let sheet = Inventory.sheet(
        "phone_number,target_connector_id,project_id",
        ["\(Inventory.number(20)),c02,", "\(Inventory.number(1)),,AWAY"])

    private func withMoved(_ body: (Bench) async throws -> Void) async throws {
        try await withBench(Self.inventory) { bench in
            #expect(try await bench.apply(Self.sheet).outcomes == ["updated", "updated"])
            #expect(try await bench.places() == ["2 c02", "3 c03", "20 c02", "AWAY 1 c01"])
            try await body(bench)
        }
    }

    @Test("a number goes back to its connector when that is back from another project")
    func moved() async throws {
        try await withMoved { bench in
            let after = try await bench.emulator.store.snapshot()
            let undone = try await bench.undo(try bench.undoSource())
            #expect(undone.outcomes == ["updated", "updated"])
            #expect(undone.results["changed"] == ["project_id", "route"])
            #expect(undone.writes == [.updateConnectors, .routePhoneNumber])
            #expect(try await bench.places() == ["1 c01", "2 c02", "3 c03", "20 c01"])
            // And in turn, the other way round.
            let again = try UndoSource(bench.scratch.path("numbers.undo.patchbay"))
            let redone = try await bench.undo(again) { $0.runFilePath = bench.scratch.path("redone.patchbay") }
            #expect(redone.outcomes == ["updated", "updated"])
            #expect(redone.writes == [.routePhoneNumber, .updateConnectors])
            #expect(try await bench.emulator.store.snapshot() == after)
            let third = try UndoSource(bench.scratch.path("redone.patchbay"))
            let last = try await bench.undo(third) { $0.runFilePath = bench.scratch.path("third.patchbay") }
            #expect(last.writes == [.updateConnectors, .routePhoneNumber])
            #expect(try await bench.places() == ["1 c01", "2 c02", "3 c03", "20 c01"])
        }
    }

    @Test("a connector's settings are taken back before numbers are routed to it, so that no call hears the others")
    func settings() async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = Inventory.sheet(
                "phone_number,target_connector_id,voice_name",
                ["\(Inventory.number(20)),c02,", "\(Inventory.number(1)),,\(Inventory.newVoice)"])
            let applied = try await bench.apply(sheet)
            #expect(applied.writes == [.routePhoneNumber, .updateConnectors])
            let undone = try await bench.undo(try bench.undoSource())
            #expect(undone.writes == [.updateConnectors, .routePhoneNumber])
        }
    }

    @Test("a connector that somebody else has taken back already has its number, too")
    func takenBackByHand() async throws {
        try await withMoved { bench in
            _ = try await bench.someoneElse.updateConnector("c01", ConnectorPatch(projectId: "HOME"), of: "AWAY")
            #expect(try await bench.undo(try bench.undoSource()).outcomes == ["unchanged", "updated"])
            #expect(try await bench.places() == ["1 c01", "2 c02", "3 c03", "20 c01"])
        }
    }

    @Test("where a connector is left alone, so is the number that was to go back to it", arguments: [false, true])
    func leftAlone(isGone: Bool) async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = Self.sheet.replacing("project_id", with: "project_id,voice_name")
                .replacing("c02,", with: "c02,,").replacing("AWAY", with: "AWAY,\(Inventory.newVoice)")
            #expect(try await bench.apply(sheet).outcomes == ["updated", "updated"])
            if isGone {
                _ = try await bench.someoneElse.deletePhoneNumber(Inventory.number(1), of: "AWAY")
                _ = try await bench.someoneElse.deleteConnector("c01", of: "AWAY")
            } else {
                _ = try await bench.someoneElse.updateConnector(
                    "c01", ConnectorPatch(voiceName: Inventory.otherVoice), of: "AWAY")
            }
            let undone = try await bench.undo(try bench.undoSource())
            #expect(undone.outcomes == (isGone ? ["drifted", "not_found"] : ["drifted", "drifted"]))
            #expect(undone.writes.isEmpty)
            let words = isGone ? "no connector c01" : "connector c01 is left alone where it is"
            #expect(undone.results["error"][1].contains(words), "\(undone.results["error"])")
            #expect(try await bench.places().contains("20 c02"))
        }
    }

    @Test("when a connector is not taken back, numbers are not routed to it, until it is")
    func failed() async throws {
        try await withMoved { bench in
            let undone = try await bench.undo(try bench.undoSource()) {
                $0.treat = { $0.operation == .updateConnectors ? .loseRequest : .pass }
            }
            #expect(undone.writes.allSatisfy { $0 == .updateConnectors })
            #expect(!undone.outcomes.contains("updated"))
            #expect(try await bench.undo(try bench.undoSource()).outcomes == ["updated", "updated"])
            #expect(try await bench.places() == ["1 c01", "2 c02", "3 c03", "20 c01"])
        }
    }

    @Test("a number that moved with the connector which it was routed to goes back when that is back")
    func movedAlong() async throws {
        try await withBench(Self.inventory) { bench in
            let first = Inventory.sheet(
                "phone_number,target_connector_id,project_id,voice_name",
                ["\(Inventory.number(20)),c02,,", "\(Inventory.number(3)),,,\(Inventory.newVoice)"])
            _ = try await bench.apply(first) { $0.refuseKey(atUpdate: 1) }
            let edited = first + "\(Inventory.number(2)),,AWAY,\n"
            let applied = try await bench.apply(edited) { $0.options.allowsCollateral = true }
            #expect(applied.outcomes == ["updated", "updated", "updated"])
            #expect(try await bench.places() == ["1 c01", "3 c03", "AWAY 2 c02", "AWAY 20 c02"])
            let undone = try await bench.undo(try bench.undoSource())
            #expect(Set(undone.outcomes) == ["updated"])
            #expect(try await bench.places() == ["1 c01", "2 c02", "3 c03", "20 c01"])
        }
    }

    @Test("a number that somebody else routed in between goes back to where they had it")
    func routedBetween() async throws {
        try await withBench(Self.inventory) { bench in
            func sheet(_ target: String) -> String {
                Inventory.sheet(
                    "phone_number,target_connector_id,voice_name",
                    ["\(Inventory.number(20)),\(target),", "\(Inventory.number(3)),,\(Inventory.newVoice)"])
            }
            _ = try await bench.apply(sheet("c02")) { $0.refuseKey(atUpdate: 1) }
            _ = try await bench.someoneElse.routePhoneNumber(Inventory.number(20), to: "c03", of: Inventory.home)
            let applied = try await bench.apply(sheet("c01"))
            #expect(applied.outcomes == ["updated", "updated"])
            #expect(try await bench.places().contains("20 c01"))
            _ = try await bench.undo(try bench.undoSource())
            #expect(try await bench.places().contains("20 c03"))
        }
    }

    @Test("what was done of a row is said also when that is its connector's move")
    func sayingMoves() async throws {
        try await withMoved { bench in
            let undone = try await bench.undo(try bench.undoSource()) {
                $0.treat = { $0.operation == .routePhoneNumber ? .refuse(422, "LOCKED") : .pass }
            }
            #expect(undone.outcomes == ["updated", "rejected"])
            #expect(undone.results["error"][1].hasSuffix("Done before that: settings of its connector."))
        }
    }
}
