import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("The history of a run") struct HistoryTests {
    /// Of a run that was killed when the answer to its first batch was lost and before it was read back, and that went
    /// on in a second session, so that requests of all kinds are in its log.
    private static func honest() async throws -> History {
        try await withTrial(House.premise()) { trial in
            var first = Course(batchSize: 2)
            first.faults = [Fault(.closeConnection(.afterApplying), on: [.updateConnectors])]
            first.fatalStep = 74
            _ = try await trial.session(first)
            _ = try await trial.session(Course(batchSize: 2))
            var history = try await trial.history()
            history.undisturbed = history.after
            return history
        }
    }

    @Test("breaks no rule when all was done as promised")
    func honesty() async throws {
        let history = try await Self.honest()
        #expect(history.violations == [])
        #expect(history.results?.outcomes == House.outcomes.map(\.rawValue))
        #expect(history.log.contains { $0.ending == .closed && $0.applied })
        #expect(history.sessionStarts.count == 1)
    }

    @Test("breaks a rule when anything in it is not as promised")
    func doctored() async throws {
        let honest = try await Self.honest()
        for doctoring in Doctoring.all {
            var history = honest
            doctoring.change(&history)
            let violations = history.violations
            #expect(violations.contains { $0.rule == doctoring.rule }, "\(doctoring.words): \(violations)")
        }
    }

    /// Of a run that was killed when the answer to its first import was lost.
    private static func honestOfNumbers() async throws -> History {
        try await withTrial(NumberCombination.premise) { trial in
            var first = Course(batchSize: 2)
            first.faults = [Fault(.closeConnection(.afterApplying), on: [.importPhoneNumbers])]
            first.doom = Doom(operation: .importPhoneNumbers, call: 1, isAfterAnswer: true)
            _ = try await trial.session(first)
            _ = try await trial.session(Course(batchSize: 2))
            return try await trial.history()
        }
    }

    @Test("of numbers breaks no rule when all was done as promised, and one when anything is not")
    func numbers() async throws {
        let honest = try await Self.honestOfNumbers()
        #expect(honest.violations == [])
        #expect(honest.results?.outcomes.count { $0 == "updated" } == 8)
        for doctoring in Doctoring.ofNumbers {
            var history = honest
            doctoring.change(&history)
            let violations = history.violations
            #expect(violations.contains { $0.rule == doctoring.rule }, "\(doctoring.words): \(violations)")
        }
    }

    @Test("has every rule put to the test", arguments: Rule.allCases)
    func complete(rule: Rule) {
        #expect(Doctoring.all.contains { $0.rule == rule })
    }

    /// The client cannot know better than what it reads.
    @Test("may repeat an update that was applied only after it had been read back as not applied")
    func lateArrival() async throws {
        var history = try await Self.honest()
        let update = try #require(history.log.last)
        var late = update
        (late.ending, late.status) = (.closed, nil)
        var read = try #require(history.log.last { $0.operation == .getConnectors })
        read.number = update.number + 1
        var again = update.repeated
        again.number = update.number + 2
        history.log.removeLast()
        history.log += [read, late, again]
        #expect(history.violations == [])
        var failed = history
        failed.log[failed.log.count - 3].status = 503
        failed.log[failed.log.count - 1].body?.append(" ")
        #expect(failed.violations.contains { $0.rule == .nothingDoneIsSentAgain })
        history.log.swapAt(history.log.count - 2, history.log.count - 3)
        #expect(Set(history.violations.map(\.rule)) == [.nothingDoneIsSentAgain])
    }

    @Test("may not repeat a request whose answer was lost, not even the same one of one call, without a look")
    func retry() async throws {
        var history = try await Self.honest()
        let last = try #require(history.log.last)
        history.log[history.log.count - 1].ending = .cut
        history.log.append(last.repeated)
        #expect(history.violations.contains { $0.rule == .nothingDoneIsSentAgain })
        #expect(history.violations.contains { $0.rule == .doubtIsReadBack })
    }

    @Test("holds nothing that is said of a connector's state against a run whose API does not tell the truth")
    func unreliable() async throws {
        var history = try await Self.honest()
        history.change("c06") { $0.voiceName = "en-GB-Neural2-F" }
        #expect(!history.violations.isEmpty)
        history.unreliable = ["c06"]
        #expect(history.violations == [])
    }
}
