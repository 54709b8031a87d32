import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Synchronization
import Telephony
import TestSupport
import Testing

@Suite("Taking back as a run of its own") struct UndoSessionTests {
    @Test("a cut of the results says which part is taken back")
    func part() async throws {
        try await withBench(VariedRun.inventory, VariedRun.knowingHouseVoice) { bench in
            let applied = try await bench.apply(VariedRun.sheet)
            let cut = Inventory.sheet(
                "result_number,result_line",
                [0, 2].map { "\(applied.results["number"][$0]),\(applied.results["line"][$0])" })
            let undone = try await bench.undo(try bench.undoSource(cut: cut))
            #expect(undone.results.rows.map { $0["connector_id"] } == ["c01", ""])
            #expect(undone.outcomes == ["updated", "updated"])
            #expect(try await bench.voices().filter { $0 == Inventory.newVoice }.count == 2)
            #expect(try await bench.places().contains("20 c02"))
            #expect(throws: UndoProblem.noResults(bench.scratch.path("cut.csv"))) {
                try bench.undoSource(cut: "phone_number\n+1\n")
            }
        }
    }

    @Test(
        "rows of other results say nothing of which part is meant",
        arguments: ["2,+442079460009", "99,+442079460001", "2.0,+442079460001"])
    func otherResults(row: String) async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...3))
            await #expect(throws: UndoProblem.otherResults(bench.scratch.path("cut.csv"))) {
                try await bench.undo(try bench.undoSource(cut: "result_line,result_number\n\(row)\n"))
            }
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
            #expect(throws: UndoProblem.unknownChanges(bench.runFilePath, count: 2)) { try bench.undoSource() }
            _ = try await bench.resume()
            #expect(try await bench.undo(try bench.undoSource()).outcomes == ["updated", "updated"])
            _ = try await bench.apply(Inventory.rollout(1...2, voice: Inventory.oldVoice))
            let idle = try bench.undoSource()
            let problem = await #expect(throws: UndoProblem.self) {
                try await bench.undo(idle) { $0.runFilePath = bench.scratch.path("idle.patchbay") }
            }
            guard case .nothing(bench.runFilePath, before: let before?) = problem else {
                Issue.record("\(String(describing: problem))")
                return
            }
            #expect(try RunFile.openForReading(before).status().outcomes == [.updated: 2])
            #expect(try !bench.scratch.names.contains("idle.patchbay"))
        }
    }

    @Test("a run that was taken back is not gone on with unawares")
    func resumed() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.refuseKey(atUpdate: 2)
            }
            #expect(try await bench.undo(try bench.undoSource()).outcomes == ["updated"])
            let problem = UndoProblem.takenBack(bench.runFilePath, by: bench.scratch.path("numbers.undo.patchbay"))
            await #expect(throws: problem) { try await bench.resume() }
            await #expect(throws: problem) { try await bench.apply(Inventory.rollout(1...3)) }
            #expect(try RunFile.openForReading(bench.runFilePath).status().takenBack.count == 1)
            #expect(try await bench.voices() == Array(repeating: Inventory.oldVoice, count: 3))
        }
    }

    @Test("a run of which nothing could be taken back can still be gone on with")
    func nothingTakenBack() async throws {
        try await withBench(VariedRun.inventory, VariedRun.knowingHouseVoice) { bench in
            _ = try await bench.apply(NumberActionTests.sheet((40, "import,c01,,"))) {
                $0.options.allowsCollateral = true
                $0.treat = { $0.operation == .routePhoneNumber ? .refuse(401, .invalidToken) : .pass }
            }
            #expect(try await bench.undo(try bench.undoSource(imports: false)).outcomes == ["blocked"])
            #expect(try await bench.resume().outcomes == ["updated"])
        }
    }

    @Test(
        "an undo that has sent nothing does not count, and removed it leaves the run as it was",
        arguments: [false, true])
    func unsent(isRemoved: Bool) async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.refuseKey(atUpdate: 2)
            }
            let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            _ = try await bench.undo(try bench.undoSource()) {
                // The person takes long, so that connectors are read again first.
                $0.pipeline.now = { time.withLock { $0 } }
                $0.confirm = { _, _ in
                    time.withLock { $0 += 60 }
                    return true
                }
                $0.treat = { request in
                    let isAgreed = time.withLock { $0 } > Date(timeIntervalSince1970: 1_800_000_000)
                    return isAgreed ? .refuse(401, .invalidToken) : .pass
                }
            }
            if isRemoved { try Removal.of(bench.scratch.path("numbers.undo.patchbay")).remove() }
            #expect(try RunFile.openForReading(bench.runFilePath).status().takenBack.isEmpty)
            #expect(try await bench.resume().outcomes == ["updated", "updated", "updated"])
        }
    }

    @Test("taking back one part is not mistaken for taking back another")
    func otherPart() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...3))
            _ = try await bench.undo(try bench.undoSource()) {
                $0.pipeline.batchSize = 1
                $0.refuseKey(atUpdate: 2)
            }
            let cut = try bench.undoSource(cut: "result_line,result_number\n2,\(Inventory.number(1))\n")
            await #expect(throws: UndoProblem.otherPart(bench.scratch.path("numbers.undo.patchbay"))) {
                try await bench.undo(cut)
            }
            let undone = try await bench.undo(try bench.undoSource())
            #expect(Set(undone.outcomes) == ["updated"])
        }
    }

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
        try await withBench(VariedRun.inventory, VariedRun.knowingHouseVoice) { bench in
            let before = try await bench.emulator.store.snapshot()
            _ = try await bench.apply(VariedRun.sheet)
            let source = try bench.undoSource()
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
