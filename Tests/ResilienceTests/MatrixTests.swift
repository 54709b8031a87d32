import Emulator
import Migration
import TestSupport
import Testing

@Suite("Every fault at every stage", .timeLimit(.minutes(30))) struct MatrixTests {
    @Test(
        "leaves the state and the account of it right",
        arguments: Combination.Stage.allCases, Combination.Phase.allCases)
    func fields(stage: Combination.Stage, phase: Combination.Phase) async throws {
        let undisturbed = try await Undisturbed(stage.premise)
        #expect(undisturbed.violations == [])
        let checkpoint = try await Self.checkpoint(stage, phase)
        for combination in Combination.all(stage, phase) where combination.absurdity == nil {
            try await Self.hold(combination, from: checkpoint, against: undisturbed)
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

    /// Where all combinations of a stage and phase go on from.
    private static func checkpoint(
        _ stage: Combination.Stage, _ phase: Combination.Phase
    ) async throws -> Checkpoint? {
        guard let course = phase.firstCourse(of: stage) else { return nil }
        return try await withTrial(stage.premise) { trial in
            let end = try await trial.session(course)
            #expect(end.canGoOn)
            #expect(try await trial.history().violations == [])
            return try await trial.checkpoint()
        }
    }

    private static func hold(
        _ combination: Combination, from checkpoint: Checkpoint?, against undisturbed: Undisturbed
    ) async throws {
        try await withTrial(combination.stage.premise, from: checkpoint) { trial in
            var (end, history) = try await session(combination.course, &trial, combination)
            #expect(combination.happened(in: history, stops: trial.stops.value), "\(combination) did not happen")
            if end.canGoOn {
                #expect(history.violations == [], "\(combination), before the last session")
                (end, history) = try await session(Course(batchSize: 2), &trial, combination)
            }
            #expect(!end.canGoOn, "\(combination): \(end)")
            history.undisturbed = undisturbed.state
            #expect(history.violations == [], "\(combination)")
            guard !combination.isPermanent else { return }
            #expect(history.after == undisturbed.state, "\(combination)")
            #expect(history.results?.outcomes == undisturbed.outcomes, "\(combination)")
        }
    }

    private static func session(
        _ course: Course, _ trial: inout Trial, _ combination: Combination
    ) async throws -> (SessionEnd, History) {
        let end = try await trial.session(course)
        var history = try await trial.history()
        history.unreliable = Set([combination.mishap.falsified].compactMap { $0 })
        return (end, history)
    }
}
