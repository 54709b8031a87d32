import Emulator
import TestSupport
import Testing

extension Scenario {
    /// Goes through all sessions and on to the end, and holds each history against the rules.
    func hold(seed: UInt64, _ tally: ScenarioTally) async throws {
        let undisturbed = isPermanent ? nil : try await undisturbed()
        try await withTrial(premise) { trial in
            var end = SessionEnd.killed
            for course in courses where end.canGoOn { end = try await session(course, &trial, seed) }
            for _ in 0..<Self.lastSessions where end.canGoOn { end = try await session(Course(), &trial, seed) }
            #expect(!end.canGoOn, "\(Self.replay(seed)): \(end)")
            var history = try await history(of: trial)
            history.undisturbed = undisturbed?.after
            #expect(history.violations == [], "\(Self.replay(seed))")
            if let undisturbed {
                #expect(history.after == undisturbed.after, "\(Self.replay(seed))")
                #expect(history.results?.outcomes == undisturbed.results?.outcomes, "\(Self.replay(seed))")
            }
            tally.count(sessions: trial.sessionStarts.count + 1, faults: history.log.count { $0.fault != nil })
        }
    }

    /// What is left undone by a session in which nothing goes wrong is done by the next.
    private static let lastSessions = 3

    /// What plays the scenario again.
    private static func replay(_ seed: UInt64) -> Comment {
        "PATCHBAY_SCENARIO_SEED=\(seed) PATCHBAY_SCENARIOS=1 swift test --filter ScenarioTests"
    }

    private func session(_ course: Course, _ trial: inout Trial, _ seed: UInt64) async throws -> SessionEnd {
        let end = try await trial.session(course)
        let violations = try await history(of: trial).violations
        #expect(violations == [], "\(Self.replay(seed)), after session \(trial.sessionStarts.count + 1)")
        return end
    }

    private func history(of trial: Trial) async throws -> History {
        var history = try await trial.history()
        history.unreliable = falsified
        return history
    }

    private func undisturbed() async throws -> History {
        try await withTrial(premise) { trial in
            _ = try await trial.session()
            let history = try await trial.history()
            #expect(history.violations == [])
            return history
        }
    }
}
