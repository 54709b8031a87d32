import Emulator
import TestSupport

/// What a sheet comes to when nothing goes wrong.
struct Undisturbed {
    let state: EmulatorState
    /// `nil` when the run was refused.
    let outcomes: [String]?
    /// Whether it had to be, for what stands in its sheet.
    let isToBeRefused: Bool
    let violations: [Violation]

    init(_ premise: Premise) async throws {
        (state, outcomes, isToBeRefused, violations) = try await withTrial(premise) { trial in
            _ = try await trial.session(Course(batchSize: 2))
            let history = try await trial.history()
            return (history.after, history.results?.outcomes, history.isToBeRefused, history.violations)
        }
    }
}
