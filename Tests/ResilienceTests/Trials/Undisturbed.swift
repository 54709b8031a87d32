import Emulator
import TestSupport

/// What a sheet comes to when nothing goes wrong.
struct Undisturbed {
    let state: EmulatorState
    /// `nil` when the run was refused, as one of a sheet without a usable row.
    let outcomes: [String]?
    let violations: [Violation]

    init(_ premise: Premise) async throws {
        (state, outcomes, violations) = try await withTrial(premise) { trial in
            _ = try await trial.session(Course(batchSize: 2))
            let history = try await trial.history()
            return (history.after, history.results?.outcomes, history.violations)
        }
    }
}
