import AgentsAPI
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("The history of a run") struct HistoryTests {
    /// A run that was killed, lost an answer and was resumed, so that all kinds of requests are in its log.
    private static func honest() async throws -> History {
        try await withTrial(House.premise()) { trial in
            var first = Course(batchSize: 2)
            first.faults = [Fault(.closeConnection(.afterApplying), on: [.updateConnectors], times: 6)]
            first.fatalStep = 75
            _ = try await trial.session(first)
            _ = try await trial.session(Course(batchSize: 2))
            return try await trial.history()
        }
    }

    @Test("of a run that did all as promised breaks no rule")
    func honesty() async throws {
        let history = try await Self.honest()
        #expect(history.violations == [])
        #expect(history.results?.outcomes == House.outcomes.map(\.rawValue))
    }
}
