import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Runs that are taken back") struct UndoTests {
    /// `c05` has a variant and a voice that no sheet could name; the numbers 30 and 31 have no connector.
    private static let inventory: [InventoryEntry] =
        Inventory.connectors(4) + [
            InventoryEntry(number: Inventory.number(20), connector: Inventory.connector("c02")),
            InventoryEntry(
                number: Inventory.number(5),
                connector: Inventory.connector("c05", voice: "house-voice", variant: "spring")),
            NumberActionTests.unrouted(30, of: Inventory.home), NumberActionTests.unrouted(60, of: Inventory.away),
        ]

    /// A bit of all that can be taken back.
    private static let sheet = Inventory.sheet(
        "phone_number,action,target_connector_id,voice_name,variant_id,project_id",
        [
            "\(Inventory.number(1)),,,\(Inventory.newVoice),winter,",
            "\(Inventory.number(2)),,,\(Inventory.newVoice),,",
            "\(Inventory.number(20)),,c01,,,", "\(Inventory.number(3)),,,,,AWAY",
            "\(Inventory.number(5)),,,\(Inventory.newVoice),null,", "\(Inventory.number(40)),import,c02,,,",
            "\(Inventory.number(41)),import,,,,", "\(Inventory.number(4)),,,\(Inventory.refusedVoice),,",
        ])

    private static func knowingHouseVoice(_ configuration: inout EmulatorConfiguration) {
        configuration.voices = VoiceProbe { name in
            VoiceCatalogue.google.voice(named: name == "house-voice" ? Inventory.oldVoice : name)
                .flatMap { $0.rawValue == Inventory.refusedVoice ? nil : $0.languageTag }
        }
    }

    private func source(_ bench: Bench, imports: Bool = true, cut: String? = nil) throws -> UndoSource {
        try UndoSource(
            bench.runFilePath, cut: try cut.map { try ResultsCut(try bench.scratch.write($0, to: "cut.csv")) },
            releasesImports: imports)
    }

    @Test("everything is as it was before the run")
    func all() async throws {
        try await withBench(Self.inventory, Self.knowingHouseVoice) { bench in
            let before = try await bench.emulator.store.snapshot()
            let applied = try await bench.apply(Self.sheet)
            #expect(applied.outcomes.count { $0 == "updated" } == 7)
            let after = try await bench.emulator.store.snapshot()
            let undone = try await bench.undo(try source(bench)) { $0.allowedReleases = 2 }
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
        try await withBench(Self.inventory, Self.knowingHouseVoice) { bench in
            _ = try await bench.apply(Self.sheet)
            _ = try await bench.undo(try source(bench)) { $0.allowedReleases = 2 }
            let again = try await bench.undo(try source(bench))
            #expect(Set(again.outcomes) == ["unchanged"])
            #expect(again.writes.isEmpty)
        }
    }

    @Test("imports stay unless they are to be taken back, and what cannot be is said before the question")
    func obstacles() async throws {
        try await withBench(Self.inventory, Self.knowingHouseVoice) { bench in
            let sheet = NumberActionTests.sheet(
                (40, "import,c02,,"), (30, ",c01,,"), (3, "release,,,"), (1, ",,\(Inventory.newVoice),"))
            _ = try await bench.apply(sheet) {
                $0.allowedReleases = 1
                $0.options.allowsCollateral = true
            }
            let undone = try await bench.undo(try source(bench, imports: false)) {
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
        try await withBench(Self.inventory, Self.knowingHouseVoice) { bench in
            _ = try await bench.apply(Self.sheet)
            _ = try await bench.someoneElse.updateConnector(
                "c01", ConnectorPatch(voiceName: Inventory.otherVoice), of: Inventory.home)
            _ = try await bench.someoneElse.routePhoneNumber(Inventory.number(20), to: "c04", of: Inventory.home)
            _ = try await bench.someoneElse.routePhoneNumber(Inventory.number(41), to: "c04", of: Inventory.home)
            // Of what the run did not touch, anybody may change anything.
            _ = try await bench.someoneElse.updateConnector(
                "c02", ConnectorPatch(variantId: .set("summer")), of: Inventory.home)
            let undone = try await bench.undo(try source(bench)) { $0.allowedReleases = 1 }
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
            let first = try source(bench)
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

    @Test("a cut of the results says which part is taken back")
    func part() async throws {
        try await withBench(Self.inventory, Self.knowingHouseVoice) { bench in
            let applied = try await bench.apply(Self.sheet)
            let cut = Inventory.sheet(
                "result_number,result_line",
                [0, 2].map { "\(applied.results["number"][$0]),\(applied.results["line"][$0])" })
            let undone = try await bench.undo(try source(bench, cut: cut))
            #expect(undone.results.rows.map { $0["connector_id"] } == ["c01", ""])
            #expect(undone.outcomes == ["updated", "updated"])
            #expect(try await bench.voices().filter { $0 == Inventory.newVoice }.count == 2)
            #expect(try await bench.places().contains("20 c02"))
            #expect(throws: (any Error).self) { try source(bench, cut: "phone_number\n+1\n") }
        }
    }

    @Test(
        "rows of other results say nothing of which part is meant",
        arguments: ["2,+442079460009", "99,+442079460001", "2.0,+442079460001"])
    func otherResults(row: String) async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...3))
            await #expect(throws: UndoProblem.otherResults(bench.scratch.path("cut.csv"))) {
                try await bench.undo(try source(bench, cut: "result_line,result_number\n\(row)\n"))
            }
        }
    }

    @Test("of a connector that an edited sheet changed again, what was before the first change comes back")
    func chain() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let before = try await bench.emulator.store.snapshot()
            let turns = Turns()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    guard request.operation == .updateConnectors, turns.next(request) == 3 else { return .pass }
                    return .refuse(401, .invalidToken)
                }
            }
            let edited = Inventory.sheet(
                "phone_number,voice_name,variant_id",
                [
                    "\(Inventory.number(1)),\(Inventory.otherVoice),winter",
                    "\(Inventory.number(3)),\(Inventory.newVoice),",
                ])
            let ending = try await bench.apply(edited)
            #expect(ending.outcomes == ["updated", "updated"])
            _ = try await bench.undo(try source(bench))
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
            let undone = try await bench.undo(try source(bench))
            #expect(undone.outcomes == ["updated"])
            #expect(try await bench.emulator.store.snapshot() == before)
        }
    }

    @Test(
        "a run of which something is not known is not taken back, nor one that did nothing"
    )
    func refused() async throws {
        try await withBench(Inventory.connectors(2)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...2)) {
                $0.treat = { request in
                    switch request.operation {
                    case .updateConnectors: .loseAnswer
                    case .getConnectors: .refuse(401, .invalidToken)
                    default: .pass
                    }
                }
            }
            #expect(throws: UndoProblem.unknownChanges(bench.runFilePath, count: 2)) { try source(bench) }
            _ = try await bench.resume()
            #expect(try await bench.undo(try source(bench)).outcomes == ["updated", "updated"])
            _ = try await bench.apply(Inventory.rollout(1...2, voice: Inventory.oldVoice))
            let idle = try source(bench)
            await #expect(throws: UndoProblem.self) {
                try await bench.undo(idle) { $0.runFilePath = bench.scratch.path("idle.patchbay") }
            }
            #expect(try !bench.scratch.names.contains("idle.patchbay"))
        }
    }

    @Test("a run that was taken back is not gone on with unawares")
    func resumed() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let turns = Turns()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    guard request.operation == .updateConnectors, turns.next(request) == 2 else { return .pass }
                    return .refuse(401, .invalidToken)
                }
            }
            #expect(try await bench.undo(try source(bench)).outcomes == ["updated"])
            let problem = UndoProblem.takenBack(bench.runFilePath, by: bench.scratch.path("numbers.undo.patchbay"))
            await #expect(throws: problem) { try await bench.resume() }
            await #expect(throws: problem) { try await bench.apply(Inventory.rollout(1...3)) }
            #expect(try RunFile.openForReading(bench.runFilePath).status().takenBack.count == 1)
            #expect(try await bench.voices() == Array(repeating: Inventory.oldVoice, count: 3))
        }
    }

    @Test("a run of which nothing could be taken back can still be gone on with")
    func nothingTakenBack() async throws {
        try await withBench(Self.inventory, Self.knowingHouseVoice) { bench in
            _ = try await bench.apply(NumberActionTests.sheet((40, "import,c01,,"))) {
                $0.options.allowsCollateral = true
                $0.treat = { $0.operation == .routePhoneNumber ? .refuse(401, .invalidToken) : .pass }
            }
            #expect(try await bench.undo(try source(bench, imports: false)).outcomes == ["blocked"])
            #expect(try await bench.resume().outcomes == ["updated"])
        }
    }

    @Test("taking back one part is not mistaken for taking back another")
    func otherPart() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...3))
            let turns = Turns()
            _ = try await bench.undo(try source(bench)) {
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    guard request.operation == .updateConnectors, turns.next(request) == 2 else { return .pass }
                    return .refuse(401, .invalidToken)
                }
            }
            let cut = try source(bench, cut: "result_line,result_number\n2,\(Inventory.number(1))\n")
            await #expect(throws: UndoProblem.otherPart(bench.scratch.path("numbers.undo.patchbay"))) {
                try await bench.undo(cut)
            }
            let undone = try await bench.undo(try source(bench))
            #expect(Set(undone.outcomes) == ["updated"])
        }
    }

    @Test("what somebody set between two changes of a run is what comes back")
    func foreignLink() async throws {
        try await withBench(Inventory.connectors(2)) { bench in
            let turns = Turns()
            _ = try await bench.apply(Inventory.rollout(1...2)) {
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    guard request.operation == .updateConnectors, turns.next(request) == 2 else { return .pass }
                    return .refuse(401, .invalidToken)
                }
            }
            _ = try await bench.someoneElse.updateConnector(
                "c01", ConnectorPatch(voiceName: Inventory.otherVoice), of: Inventory.home)
            _ = try await bench.apply(Inventory.rollout(1...2, voice: "en-GB-Neural2-D"))
            _ = try await bench.undo(try source(bench))
            #expect(try await bench.voices() == [Inventory.otherVoice, Inventory.oldVoice])
        }
    }

    @Test("a number that the API has put elsewhere than it was asked to comes back, too")
    func alteredRoute() async throws {
        try await withBench(Self.inventory, Self.knowingHouseVoice) { bench in
            let ending = try await bench.apply(NumberActionTests.sheet((20, ",c01,,"))) {
                $0.treat = { request in
                    guard request.operation == .routePhoneNumber else { return .pass }
                    let number = try await bench.someoneElse.routePhoneNumber(
                        Inventory.number(20), to: "c03", of: Inventory.home)
                    return .answer(try JSONEncoder().encode(number.value))
                }
            }
            #expect(ending.outcomes == ["altered"])
            #expect(try await bench.undo(try source(bench)).outcomes == ["updated"])
            #expect(try await bench.places().contains("20 c02"))
        }
    }

    @Test("an import that somebody has taken off its connector since is not released")
    func importTakenOff() async throws {
        try await withBench(Self.inventory, Self.knowingHouseVoice) { bench in
            _ = try await bench.apply(NumberActionTests.sheet((40, "import,c01,,"))) {
                $0.options.allowsCollateral = true
            }
            _ = try await bench.someoneElse.deletePhoneNumber(Inventory.number(40), of: Inventory.home)
            _ = try await bench.someoneElse.importPhoneNumber(Inventory.number(40), into: nil, of: Inventory.home)
            #expect(try await bench.undo(try source(bench)).outcomes == ["drifted"])
            #expect(try await bench.places().contains("40 -"))
        }
    }

    @Test("what is gone since is said to be that, with the run that did it")
    func gone() async throws {
        try await withBench(Self.inventory, Self.knowingHouseVoice) { bench in
            _ = try await bench.apply(
                NumberActionTests.sheet(
                    (20, ",c01,,"), (3, ",,\(Inventory.newVoice),"), (4, ",,\(Inventory.newVoice),"))
            ) {
                $0.options.allowsCollateral = true
                $0.pipeline.now = { Date(timeIntervalSince1970: 1_700_000_000) }
            }
            let first = try source(bench)
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
            let undone = try await bench.undo(try source(bench)) { $0.pipeline.guards.onDrift = .overwrite }
            #expect(undone.outcomes == ["updated"])
            #expect(try await bench.voices() == [Inventory.oldVoice])
        }
    }

    // MARK: Killed

    @Test("killed at any step and started again, taking back ends as if it had not been", arguments: [false, true])
    func killed(verifies: Bool) async throws {
        let (undisturbed, steps) = try await run(killedAt: nil, verifies: verifies)
        #expect(steps > 20)
        for step in 1...steps {
            let (end, _) = try await run(killedAt: step, verifies: verifies)
            #expect(end == undisturbed, "killed at step \(step) of \(steps)")
        }
    }

    /// The state in the end, which is that before the run, and the outcomes.
    private func run(killedAt step: Int?, verifies: Bool) async throws -> ([String], Int) {
        var result: ([String], Int)?
        try await withBench(Self.inventory, Self.knowingHouseVoice) { bench in
            let before = try await bench.emulator.store.snapshot()
            _ = try await bench.apply(Self.sheet)
            let source = try source(bench)
            func path(_ session: Int) -> String { bench.scratch.path("undo-\(session).patchbay") }
            for (session, step) in [step, .max].enumerated() where result == nil {
                let killer = Killer(runFile: path(session), remains: path(session + 1), fatalStep: step ?? .max)
                guard let ending = try await take(bench, source, path(session), killer, verifies), !killer.hasKilled
                else { continue }
                #expect(try await bench.emulator.store.snapshot() == before)
                result = (ending.outcomes, killer.steps)
            }
        }
        return try #require(result)
    }

    private func take(
        _ bench: Bench, _ source: UndoSource, _ path: String, _ killer: Killer, _ verifies: Bool
    ) async throws -> Ending? {
        do {
            return try await bench.undo(source) {
                $0.runFilePath = path
                $0.allowedReleases = 2
                $0.pipeline.batchSize = 3
                $0.pipeline.guards.verifies = verifies
                let observe = $0.pipeline.observe
                $0.pipeline.observe = { event in
                    observe(event)
                    killer.step()
                }
                $0.decorate = { MortalTransport($0, killer: killer) }
            }
        } catch RunStop.interrupted where killer.hasKilled {
            return nil
        }
    }
}
