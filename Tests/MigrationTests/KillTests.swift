import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Runs killed at any instant") struct KillTests {
    /// What a run meets on its way.
    enum Course: CaseIterable {
        case smooth
        /// The API takes two connectors a batch.
        case halved
        /// The API leaves the first result out of every batch.
        case incomplete
        /// Two batches fail, then the API does not answer the first probe.
        case outage
        /// Every changed connector is read again at the end.
        case verified
    }

    /// What is to be the same however often a run was killed.
    struct End: Equatable {
        let state: EmulatorState
        let results: [[String: String]]
        let summary: [String: Int]
        let verified: Int?
    }

    private static let inventory: [InventoryEntry] =
        Inventory.connectors(6) + [
            InventoryEntry(number: Inventory.number(20), connector: Inventory.connector("c02")),
            NumberActionTests.unrouted(60, of: Inventory.away),
        ]

    /// Numbers that are imported, routed and released, alone and together.
    private static let numbers = """
        phone_number,action,target_connector_id,voice_name
        +442079460040,import,,
        +442079460041,import,c01,
        +442079460042,import,c02,en-GB-Neural2-B
        +442079460002,,,en-GB-Neural2-B
        +442079460020,,c03,
        +442079460004,release,,
        +442079460060,import,c05,en-GB-Neural2-B
        +442079460005,,,en-GB-Neural2-B
        +442079460077,release,,
        +442079460006,,,en-GB-Neural2-O
        """

    @Test(
        "killed at any step and started again, a run that moves numbers ends as if it had not been",
        arguments: [Course.smooth, .halved, .outage, .verified])
    func numbersAnywhere(course: Course) async throws {
        let (undisturbed, steps) = try await run(course, killedAt: [], Self.numbers)
        #expect(steps > 20)
        #expect(undisturbed.summary == ["updated": 7, "rejected": 2, "unchanged": 1])
        for step in 1...steps {
            let (end, _) = try await run(course, killedAt: [step], Self.numbers)
            #expect(end == undisturbed, "killed at step \(step) of \(steps)")
        }
    }

    /// Updates, a connector shared by two rows, one that is refused, a move, one unchanged and one not found.
    private static let sheet = """
        phone_number,voice_name,project_id
        +442079460001,en-GB-Neural2-B,
        +442079460002,en-GB-Neural2-B,
        +442079460003,en-GB-Neural2-O,
        +442079460020,en-GB-Neural2-B,
        +442079460004,en-GB-Neural2-B,AWAY
        +442079460005,en-GB-Neural2-A,
        +442079460077,en-GB-Neural2-B,
        +442079460006,en-GB-Neural2-B,
        """

    @Test("killed at any step and started again, a run ends as if it had not been", arguments: Course.allCases)
    func onceAnywhere(course: Course) async throws {
        let (undisturbed, steps) = try await run(course, killedAt: [])
        #expect(steps > 20)
        #expect(undisturbed.summary == ["updated": 5, "rejected": 1, "unchanged": 1, "not_found": 1])
        for step in 1...steps {
            let (end, _) = try await run(course, killedAt: [step])
            #expect(end == undisturbed, "killed at step \(step) of \(steps)")
        }
    }

    @Test("killed again and again, a run still ends as if it had not been", arguments: [3, 7, 11, 13])
    func again(stride: Int) async throws {
        let (undisturbed, _) = try await run(.smooth, killedAt: [])
        let (end, _) = try await run(.smooth, killedAt: Array(repeating: stride, count: 4))
        #expect(end == undisturbed)
    }

    /// Kills one session after the other at its step, then lets one end. Returns the end, and the steps of the last
    /// session.
    private func run(
        _ course: Course, killedAt steps: [Int], _ sheet: String = Self.sheet
    ) async throws -> (End, Int) {
        var outcome: (End, Int)?
        try await withBench(Self.inventory) {
            $0.maxBatch = course == .halved ? 2 : nil
        } _: { bench in
            for (session, step) in (steps + [.max]).enumerated() where outcome == nil {
                let killer = Killer(runFile: path(bench, session), remains: path(bench, session + 1), fatalStep: step)
                let ending = try await apply(bench, sheet, course, session, killer)
                guard let ending, !killer.hasKilled else { continue }
                let state = try await bench.emulator.store.snapshot()
                let end = End(
                    state: state, results: results(ending, course), summary: ending.summary.outcomes,
                    verified: ending.summary.verified)
                outcome = (end, killer.steps)
            }
        }
        return try #require(outcome)
    }

    /// Returns nil when the session was killed before it had a plan.
    private func apply(
        _ bench: Bench, _ sheet: String, _ course: Course, _ session: Int, _ killer: Killer
    ) async throws -> Ending? {
        do {
            return try await ending(bench, sheet, course, session, killer)
        } catch RunStop.interrupted where killer.hasKilled {
            return nil
        }
    }

    /// The steps that no request and no event stands beside.
    private static func step(of killer: Killer) -> @Sendable (CrashPoint) -> Void {
        let points: Set<CrashPoint> = [.puttingOff, .putOff, .verified]
        return { if points.contains($0) { killer.step() } }
    }

    private func ending(
        _ bench: Bench, _ sheet: String, _ course: Course, _ session: Int, _ killer: Killer
    ) async throws -> Ending {
        try await bench.apply(sheet) {
            $0.allowedReleases = sheet == Self.numbers ? 1 : nil
            $0.runFilePath = path(bench, session)
            $0.reach = Self.step(of: killer)
            $0.options.resolution = .inventory
            $0.pipeline.batchSize = 3
            let observe = $0.pipeline.observe
            $0.pipeline.observe = { event in
                observe(event)
                killer.step()
            }
            $0.decorate = { MortalTransport($0, killer: killer) }
            $0.pipeline.guards.verifies = course == .verified
            let turns = Turns()
            $0.treat = { request in Self.treatment(of: request, course, turns) }
        }
    }

    private static func treatment(of request: APIRequest, _ course: Course, _ turns: Turns) -> Treatment {
        switch (course, request.operation) {
        case (.incomplete, .updateConnectors): .editResults { $0.removeFirst() }
        case (.outage, .updateConnectors), (.outage, .importPhoneNumbers):
            [.refuse(503, "UNAVAILABLE"), .loseRequest].turn(turns.next(request))
        case (.outage, .getConnector): [.loseRequest].turn(turns.next(request))
        default: .pass
        }
    }

    /// How often a batch is halved depends on what else is in it, and that differs once a part of the run is done. An
    /// outage that comes in each session costs more requests the more sessions there are.
    private func results(_ ending: Ending, _ course: Course) -> [[String: String]] {
        guard course == .halved || course == .outage else { return ending.results.timeless }
        return ending.results.timeless.map { $0.filter { $0.key != "result_attempts" } }
    }

    private func path(_ bench: Bench, _ session: Int) -> String { bench.scratch.path("\(session).patchbay") }
}

extension [Treatment] {
    /// The first request's treatment, the second's and so on; those after the last pass.
    fileprivate func turn(_ number: Int) -> Treatment { number <= count ? self[number - 1] : .pass }
}
