import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Runs that are taken back") struct UndoTests {
    @Test("everything is as it was before the run")
    func all() async throws {
        try await withBench(VariedRun.inventory, VariedRun.knowingHouseVoice) { bench in
            let before = try await bench.emulator.store.snapshot()
            let applied = try await bench.apply(VariedRun.sheet)
            #expect(applied.outcomes.count { $0 == "updated" } == 7)
            let after = try await bench.emulator.store.snapshot()
            let undone = try await bench.undo(try bench.undoSource()) { $0.allowedReleases = 2 }
            #expect(Set(undone.outcomes) == ["updated"])
            #expect(try await bench.emulator.store.snapshot() == before)
            // And in turn, but for the numbers that were released: taking that back is not to be had.
            let again = try UndoSource(bench.scratch.path("numbers.undo.patchbay"))
            let redone = try await bench.undo(again) { $0.runFilePath = bench.scratch.path("redone.patchbay") }
            #expect(redone.outcomes.count { $0 == "blocked" } == 2)
            let end = try await bench.emulator.store.snapshot()
            #expect(end.connectors == after.connectors)
            let imported = [40, 41].map(Inventory.number)
            #expect(end.phoneNumbers == after.phoneNumbers.filter { !imported.contains($0.number) })
        }
    }

    @Test("taken back twice, it is as it was already")
    func twice() async throws {
        try await withBench(VariedRun.inventory, VariedRun.knowingHouseVoice) { bench in
            _ = try await bench.apply(VariedRun.sheet)
            _ = try await bench.undo(try bench.undoSource()) { $0.allowedReleases = 2 }
            let again = try await bench.undo(try bench.undoSource())
            #expect(Set(again.outcomes) == ["unchanged"])
            #expect(again.writes.isEmpty)
        }
    }

    @Test("imports stay unless they are to be taken back, and what cannot be is said before the question")
    func obstacles() async throws {
        try await withBench(VariedRun.inventory, VariedRun.knowingHouseVoice) { bench in
            let sheet = NumberActionTests.sheet(
                (40, "import,c02,,"), (30, ",c01,,"), (3, "release,,,"), (1, ",,\(Inventory.newVoice),"))
            _ = try await bench.apply(sheet) {
                $0.allowedReleases = 1
                $0.options.allowsCollateral = true
            }
            let undone = try await bench.undo(try bench.undoSource(imports: false)) {
                $0.confirm = { file, _ in
                    var refused: [RefusedRow] = []
                    try file.forEachRefusedRow { refused.append($0) }
                    #expect(refused.map(\.outcome) == [.blocked, .blocked, .blocked])
                    return true
                }
            }
            #expect(undone.outcomes == ["updated", "blocked", "blocked", "blocked"])
            for words in [
                "was released by the run", "was served by no connector before", "was imported by the run and stays",
            ] {
                #expect(undone.results["error"].contains { $0.contains(words) }, "\(words): \(undone.results["error"])")
            }
            #expect(
                try await bench.places() == [
                    "1 c01", "2 c02", "4 c04", "5 c05", "20 c02", "30 c01", "40 c02", "AWAY 60 -",
                ])
        }
    }

    @Test("what somebody has changed since is left alone, and what it reads is said")
    func foreignEdits() async throws {
        try await withBench(VariedRun.inventory, VariedRun.knowingHouseVoice) { bench in
            _ = try await bench.apply(VariedRun.sheet)
            _ = try await bench.someoneElse.updateConnector(
                "c01", ConnectorPatch(voiceName: Inventory.otherVoice), of: Inventory.home)
            _ = try await bench.someoneElse.routePhoneNumber(Inventory.number(20), to: "c04", of: Inventory.home)
            _ = try await bench.someoneElse.routePhoneNumber(Inventory.number(41), to: "c04", of: Inventory.home)
            // Of what the run did not touch, anybody may change anything.
            _ = try await bench.someoneElse.updateConnector(
                "c02", ConnectorPatch(variantId: .set("summer")), of: Inventory.home)
            let undone = try await bench.undo(try bench.undoSource()) { $0.allowedReleases = 1 }
            #expect(undone.outcomes.count { $0 == "drifted" } == 3)
            let errors = undone.results["error"]
            #expect(
                errors.contains(
                    "connector c01 is not as the run left it: voice_name is \"\(Inventory.otherVoice)\", "
                        + "not \"\(Inventory.newVoice)\". It is left alone."), "\(errors)")
            #expect(
                errors.contains { $0.contains("is served by connector c04, not by connector c01, as the run left it") })
            #expect(errors.contains { $0.contains("is served by connector c04, not by none, as the run left it") })
            let end = try await bench.emulator.store.snapshot()
            #expect(end.connectors.first { $0.connectorId == "c01" }?.voiceName == Inventory.otherVoice)
            #expect(end.connectors.first { $0.connectorId == "c02" }?.variantId == "summer")
            #expect(end.connectors.first { $0.connectorId == "c02" }?.voiceName == Inventory.oldVoice)
            #expect(try await bench.places().filter { $0.contains("c04") } == ["4 c04", "20 c04", "41 c04"])
        }
    }

    @Test("a later run that changed the same is named, and taken back first it is out of the way")
    func laterRun() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let before = try await bench.emulator.store.snapshot()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.now = { Date(timeIntervalSince1970: 1_700_000_000) }
            }
            let first = try bench.undoSource()
            let later = bench.scratch.path("later.patchbay")
            _ = try await bench.apply(Inventory.rollout(2...2, voice: Inventory.otherVoice)) { $0.runFilePath = later }
            let undone = try await bench.undo(first)
            #expect(undone.outcomes == ["updated", "drifted", "updated"])
            #expect(
                undone.results["error"][1].contains("later.patchbay, a later run, changed it: take that back first."))
            _ = try await bench.undo(try UndoSource(later)) { $0.runFilePath = bench.scratch.path("a.patchbay") }
            _ = try await bench.undo(first) { $0.runFilePath = bench.scratch.path("b.patchbay") }
            #expect(try await bench.emulator.store.snapshot() == before)
        }
    }

    @Test("of a connector that an edited sheet changed again, what was before the first change comes back")
    func chain() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let before = try await bench.emulator.store.snapshot()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.refuseKey(atUpdate: 3)
            }
            let edited = Inventory.sheet(
                "phone_number,voice_name,variant_id",
                [
                    "\(Inventory.number(1)),\(Inventory.otherVoice),winter",
                    "\(Inventory.number(3)),\(Inventory.newVoice),",
                ])
            let ending = try await bench.apply(edited)
            #expect(ending.outcomes == ["updated", "updated"])
            _ = try await bench.undo(try bench.undoSource())
            #expect(try await bench.emulator.store.snapshot() == before)
        }
    }

    @Test("what the API made otherwise is found as it was left")
    func altered() async throws {
        try await withBench(Inventory.connectors(1)) { bench in
            let before = try await bench.emulator.store.snapshot()
            bench.emulator.faults.replace(
                with: [Fault(.updates(.storeOther(ConnectorPatch(voiceName: Inventory.otherVoice))))])
            let ending = try await bench.apply(Inventory.rollout(1...1))
            #expect(ending.outcomes == ["altered"])
            bench.emulator.faults.replace(with: .none)
            let undone = try await bench.undo(try bench.undoSource())
            #expect(undone.outcomes == ["updated"])
            #expect(try await bench.emulator.store.snapshot() == before)
        }
    }

    @Test("what somebody set between two changes of a run is what comes back")
    func foreignLink() async throws {
        try await withBench(Inventory.connectors(2)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...2)) {
                $0.pipeline.batchSize = 1
                $0.refuseKey(atUpdate: 2)
            }
            _ = try await bench.someoneElse.updateConnector(
                "c01", ConnectorPatch(voiceName: Inventory.otherVoice), of: Inventory.home)
            _ = try await bench.apply(Inventory.rollout(1...2, voice: "en-GB-Neural2-D"))
            _ = try await bench.undo(try bench.undoSource())
            #expect(try await bench.voices() == [Inventory.otherVoice, Inventory.oldVoice])
        }
    }

    @Test("a number that the API has put elsewhere than it was asked to comes back, too")
    func alteredRoute() async throws {
        try await withBench(VariedRun.inventory, VariedRun.knowingHouseVoice) { bench in
            let ending = try await bench.apply(NumberActionTests.sheet((20, ",c01,,"))) {
                $0.treat = { request in
                    guard request.operation == .routePhoneNumber else { return .pass }
                    let number = try await bench.someoneElse.routePhoneNumber(
                        Inventory.number(20), to: "c03", of: Inventory.home)
                    return .answer(try JSONEncoder().encode(number.value))
                }
            }
            #expect(ending.outcomes == ["altered"])
            #expect(try await bench.undo(try bench.undoSource()).outcomes == ["updated"])
            #expect(try await bench.places().contains("20 c02"))
        }
    }

    @Test("an import that somebody has taken off its connector since is not released")
    func importTakenOff() async throws {
        try await withBench(VariedRun.inventory, VariedRun.knowingHouseVoice) { bench in
            _ = try await bench.apply(NumberActionTests.sheet((40, "import,c01,,"))) {
                $0.options.allowsCollateral = true
            }
            _ = try await bench.someoneElse.deletePhoneNumber(Inventory.number(40), of: Inventory.home)
            _ = try await bench.someoneElse.importPhoneNumber(Inventory.number(40), into: nil, of: Inventory.home)
            #expect(try await bench.undo(try bench.undoSource()).outcomes == ["drifted"])
            #expect(try await bench.places().contains("40 -"))
        }
    }

    @Test("what is gone since is said to be that, with the run that did it")
    func gone() async throws {
        try await withBench(VariedRun.inventory, VariedRun.knowingHouseVoice) { bench in
            _ = try await bench.apply(
                NumberActionTests.sheet(
                    (20, ",c01,,"), (3, ",,\(Inventory.newVoice),"), (4, ",,\(Inventory.newVoice),"))
            ) {
                $0.options.allowsCollateral = true
                $0.pipeline.now = { Date(timeIntervalSince1970: 1_700_000_000) }
            }
            let first = try bench.undoSource()
            let moved = Inventory.sheet("phone_number,project_id", ["\(Inventory.number(3)),AWAY"])
            _ = try await bench.apply(moved) { $0.runFilePath = bench.scratch.path("later.patchbay") }
            _ = try await bench.someoneElse.deletePhoneNumber(Inventory.number(20), of: Inventory.home)
            _ = try await bench.someoneElse.deleteConnector("c04", of: Inventory.home)
            let undone = try await bench.undo(first)
            #expect(undone.outcomes == ["drifted", "drifted", "drifted"])
            let errors = undone.results["error"]
            #expect(errors[0].contains("connector c03 is not where the run left it"))
            #expect(errors[0].contains("later.patchbay, a later run, changed it"))
            #expect(errors[1].contains("connector c04 is not where the run left it: it was deleted, or moved"))
            #expect(errors[2].contains("\(Inventory.number(20)) is not where the run left it: it was released"))
        }
    }

    @Test("what somebody has changed since is taken back all the same where that is wanted")
    func overwriting() async throws {
        try await withBench(Inventory.connectors(1)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...1))
            _ = try await bench.someoneElse.updateConnector(
                "c01", ConnectorPatch(voiceName: Inventory.otherVoice), of: Inventory.home)
            let undone = try await bench.undo(try bench.undoSource()) { $0.pipeline.guards.onDrift = .overwrite }
            #expect(undone.outcomes == ["updated"])
            #expect(try await bench.voices() == [Inventory.oldVoice])
        }
    }
}
