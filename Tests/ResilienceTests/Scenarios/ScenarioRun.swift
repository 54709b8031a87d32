import AgentsAPI
import Emulator
import Migration
import Telephony
import TestSupport

/// What scenarios came to.
struct ScenarioReport: Sendable {
    var scenarios = 0
    /// Of which no fault was permanent, so that the end had to be that of an undisturbed run in all.
    var withoutPermanentFaults = 0
    /// Of which the sheet has errors that are not to be skipped, so that nothing was to be sent.
    var refusals = 0
    var sessions = 0
    var kills = 0
    /// Of which something was taken back in the end, and how often that was killed.
    var reversals = 0
    var killedReversals = 0
    /// Requests that a fault hit.
    var faults = 0
    /// The names of their kinds.
    var kinds: Set<String> = []
    /// One for each scenario in which something is not as promised, with the seed to see it again.
    var complaints: [String] = []

    static func += (left: inout Self, right: Self) {
        left.scenarios += right.scenarios
        left.withoutPermanentFaults += right.withoutPermanentFaults
        left.refusals += right.refusals
        left.sessions += right.sessions
        left.kills += right.kills
        left.reversals += right.reversals
        left.killedReversals += right.killedReversals
        left.faults += right.faults
        left.kinds.formUnion(right.kinds)
        left.complaints += right.complaints
    }
}

/// Plays one scenario to its end, and checks the history after each session.
struct ScenarioRun {
    /// Sessions in good order that may be needed to finish what the others left.
    private static let mostRepairs = 3

    private let scenario: Scenario
    private var report = ScenarioReport()

    private init(_ scenario: Scenario) { self.scenario = scenario }

    static func report(on scenario: Scenario) async -> ScenarioReport {
        var run = Self(scenario)
        run.report.scenarios = 1
        if !scenario.isPermanent, scenario.unreliable.isEmpty { run.report.withoutPermanentFaults = 1 }
        do {
            try await run.play()
        } catch {
            run.complain("it threw \(error)")
        }
        return run.report
    }

    private mutating func complain(_ violations: [Violation], _ when: String) {
        for violation in violations { complain("\(when): \(violation)") }
    }

    private mutating func complain(_ words: String) {
        if report.complaints.isEmpty { report.complaints = ["PATCHBAY_SCENARIO_SEED=\(scenario.seed)"] }
        report.complaints[0] += "\n    " + words
    }

    private mutating func play() async throws {
        let undisturbed = try await Undisturbed(scenario.premise)
        complain(undisturbed.violations, "undisturbed")
        if undisturbed.isToBeRefused { report.refusals = 1 }
        if undisturbed.isToBeRefused != (undisturbed.outcomes == nil) {
            complain("undisturbed: the sheet is \(undisturbed.isToBeRefused ? "" : "not ")to be refused")
        }
        try await withTrial(scenario.premise) { trial in
            let end = try await playSessions(on: &trial)
            let isFeigned = end.hasFoundNothing && report.withoutPermanentFaults == 0
            if case .refused(let error) = end, error is Refusal, !undisturbed.isToBeRefused, !isFeigned {
                complain("it was refused without need: \(error)")
            }
            if end.canGoOn { complain("rows are left to do after \(trial.sessionStarts.count + 1) sessions: \(end)") }
            try await checkEnd(of: trial, against: undisturbed)
            try await takeBack(&trial)
            report.sessions += trial.sessionStarts.count + 1
            let faults = trial.log.entries.compactMap(\.fault)
            report.faults += faults.count
            report.kinds.formUnion(faults)
        }
    }

    private mutating func playSessions(on trial: inout Trial) async throws -> SessionEnd {
        let repairs = (0..<Self.mostRepairs).map { _ in Course() }
        var end = SessionEnd.killed
        for course in scenario.courses + repairs where end.canGoOn {
            end = try await trial.session(course)
            if case .killed = end { report.kills += 1 }
            let violations = try await history(of: trial).violations
            complain(violations, "after session \(trial.sessionStarts.count + 1), \(end)")
        }
        return end
    }

    private mutating func checkEnd(of trial: Trial, against undisturbed: Undisturbed) async throws {
        var history = try await history(of: trial)
        history.undisturbed = undisturbed.state
        complain(history.violations, "at the end")
        // What could not be seen once is not changed afterwards either, unless the sheet is applied anew.
        guard report.withoutPermanentFaults == 1, !history.numbersAreHidden else { return }
        if history.after != undisturbed.state { complain("the state is not that of an undisturbed run") }
        let outcomes = history.results?.outcomes
        if outcomes != undisturbed.outcomes {
            complain("the outcomes are \(outcomes ?? []), and undisturbed \(undisturbed.outcomes ?? [])")
        }
    }

    /// Without foreign edits the state is that before the run; what somebody else has set stays.
    private mutating func takeBack(_ trial: inout Trial) async throws {
        guard let record = try await history(of: trial).record, !record.changes.isEmpty else { return }
        guard !record.changes.values.contains(where: { $0.state == "sent" }) else { return }
        let applied = try await trial.emulator.store.snapshot()
        var end = SessionEnd.killed
        for course in [scenario.reversal, Course(), Course()] where end.canGoOn {
            guard let session = try await trial.undo(course) else { return }
            end = session
            if case .killed = end { report.killedReversals += 1 }
        }
        report.reversals += 1
        if end.canGoOn { complain("taking back came to no end: \(end)") }
        let state = try await trial.emulator.store.snapshot()
        if report.withoutPermanentFaults == 1, state != trial.before {
            complain("taken back, the state is not that before the run")
        }
        for (before, after) in zip(applied.connectors, state.connectors) where before.variantId == "meddled" {
            if after.variantId != before.variantId {
                complain("\(before.connectorId): taking back undid what somebody else did")
            }
        }
    }

    private func history(of trial: Trial) async throws -> History {
        var history = try await trial.history()
        history.unreliable = scenario.unreliable
        return history
    }
}
