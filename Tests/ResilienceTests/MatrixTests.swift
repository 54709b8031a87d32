import Emulator
import Migration
import TestSupport
import Testing

@Suite("Every fault at every stage", .timeLimit(.minutes(10))) struct MatrixTests {
    @Test(
        "leaves the state and the account of it right",
        arguments: Combination.Stage.allCases, Combination.Phase.allCases)
    func fields(stage: Combination.Stage, phase: Combination.Phase) async throws {
        let undisturbed = try await Self.undisturbed(stage)
        for combination in Combination.all(stage, phase) where combination.absurdity == nil {
            try await Self.hold(combination, against: undisturbed)
        }
    }

    @Test("is counted")
    func count() {
        let all = Combination.Stage.allCases.flatMap { stage in
            Combination.Phase.allCases.flatMap { Combination.all(stage, $0) }
        }
        let sound = all.filter { $0.absurdity == nil }
        print("Matrix: \(sound.count) combinations, and \(all.count - sound.count) that make no sense")
        #expect(sound.count > 1000)
    }

    private static func undisturbed(_ stage: Combination.Stage) async throws -> Undisturbed {
        try await withTrial(stage.premise) { trial in
            _ = try await trial.session(Course(batchSize: 2))
            let history = try await trial.history()
            #expect(history.violations == [])
            return Undisturbed(state: history.after, outcomes: history.results?.outcomes ?? [])
        }
    }

    private struct Undisturbed {
        let state: EmulatorState
        let outcomes: [String]
    }

    private static func hold(_ combination: Combination, against undisturbed: Undisturbed) async throws {
        try await withTrial(combination.stage.premise) { trial in
            var end = SessionEnd.killed
            for course in combination.courses { end = try await session(course, &trial, combination) }
            if end.canGoOn { end = try await session(Course(batchSize: 2), &trial, combination) }
            #expect(!end.canGoOn, "\(combination): \(end)")
            var history = try await Self.history(of: trial, combination)
            history.undisturbed = undisturbed.state
            #expect(history.violations == [], "\(combination)")
            guard !combination.isPermanent else { return }
            #expect(history.after == undisturbed.state, "\(combination)")
            #expect(history.results?.outcomes == undisturbed.outcomes, "\(combination)")
        }
    }

    private static func session(
        _ course: Course, _ trial: inout Trial, _ combination: Combination
    ) async throws -> SessionEnd {
        let end = try await trial.session(course)
        let history = try await history(of: trial, combination)
        #expect(history.violations == [], "\(combination), after session \(history.sessionStarts.count + 1)")
        return end
    }

    private static func history(of trial: Trial, _ combination: Combination) async throws -> History {
        var history = try await trial.history()
        history.unreliable = Set([combination.mishap.falsified].compactMap { $0 })
        return history
    }
}
