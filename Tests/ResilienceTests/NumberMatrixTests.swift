import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import TestSupport
import Testing

@Suite("Every fault while numbers are imported, routed and released", .timeLimit(.minutes(30)))
struct NumberMatrixTests {
    @Test(
        "leaves the state and the account of it right",
        arguments: NumberCombination.Stage.allCases, NumberCombination.Phase.allCases)
    func fields(stage: NumberCombination.Stage, phase: NumberCombination.Phase) async throws {
        let premise = NumberCombination.premise
        let undisturbed = try await Undisturbed(premise)
        #expect(undisturbed.outcomes?.count { $0 == "updated" } == 8)
        let checkpoint = try await Self.checkpoint(stage, phase)
        for combination in NumberCombination.all(stage) {
            try await withTrial(premise, from: checkpoint) { trial in
                try await Self.hold(combination, phase, on: &trial, against: undisturbed)
            }
        }
    }

    @Test("is counted")
    func count() {
        let fields = NumberCombination.Stage.allCases.flatMap(NumberCombination.all)
        print("Matrix of numbers: \(fields.count * NumberCombination.Phase.allCases.count) combinations")
        #expect(fields.count > 500)
    }

    private static func checkpoint(
        _ stage: NumberCombination.Stage, _ phase: NumberCombination.Phase
    ) async throws -> Checkpoint? {
        guard let course = NumberCombination.firstCourse(of: stage, phase) else { return nil }
        return try await withTrial(NumberCombination.premise) { trial in
            let end = try await trial.session(course)
            #expect(end.canGoOn)
            return try await trial.checkpoint()
        }
    }

    private static func hold(
        _ combination: NumberCombination, _ phase: NumberCombination.Phase, on trial: inout Trial,
        against undisturbed: Undisturbed
    ) async throws {
        var end = try await trial.session(combination.course(phase))
        let first = try await trial.history()
        #expect(
            combination.happened(in: first.log, since: first.sessionStarts.last ?? 0, stops: trial.stops.value),
            "\(combination) did not happen")
        for _ in 0..<2 where end.canGoOn { end = try await trial.session(Course(batchSize: 2)) }
        #expect(!end.canGoOn, "\(combination): \(end)")
        let history = try await trial.history()
        #expect(history.violations == [], "\(combination)")
        guard !combination.isPermanent else { return }
        #expect(history.after == undisturbed.state, "\(combination)")
        #expect(history.results?.outcomes == undisturbed.outcomes, "\(combination)")
    }
}
