import AgentsAPI
import Emulator
import Migration
import Telephony
import TestSupport

/// What scenarios of numbers came to.
struct NumberScenarioReport: Sendable {
    var scenarios = 0
    var gentle = 0
    var sessions = 0
    var kills = 0
    var faults = 0
    /// What undisturbed runs of them do.
    var imports = 0
    var routings = 0
    var releases = 0
    var reversals = 0
    var killedReversals = 0
    var complaints: [String] = []

    static func += (left: inout Self, right: Self) {
        left.scenarios += right.scenarios
        left.gentle += right.gentle
        left.sessions += right.sessions
        left.kills += right.kills
        left.faults += right.faults
        left.imports += right.imports
        left.routings += right.routings
        left.releases += right.releases
        left.reversals += right.reversals
        left.killedReversals += right.killedReversals
        left.complaints += right.complaints
    }

    var summary: String {
        """
        \(scenarios) scenarios (\(gentle) without permanent faults) with \(imports) imports, \(routings) routings and \
        \(releases) releases, \(sessions) sessions, \(kills) kills, \(faults) faults met; \(reversals) taken back, \
        with \(killedReversals) kills
        """
    }
}

/// Plays one scenario to its end, and takes it back.
struct NumberScenarioRun {
    private static let mostRepairs = 3

    private let scenario: NumberScenario
    private var report = NumberScenarioReport()

    static func report(on scenario: NumberScenario) async -> NumberScenarioReport {
        var run = Self(scenario: scenario)
        run.report.scenarios = 1
        run.report.gentle = scenario.isPermanent ? 0 : 1
        do {
            try await run.play()
        } catch {
            run.complain("it threw \(error)")
        }
        return run.report
    }

    private init(scenario: NumberScenario) { self.scenario = scenario }

    private mutating func complain(_ words: String) {
        if report.complaints.isEmpty { report.complaints = ["PATCHBAY_SCENARIO_SEED=\(scenario.seed)"] }
        report.complaints[0] += "\n    " + words
    }

    private mutating func play() async throws {
        var premise = scenario.premise
        let plan: PlanSummary
        do {
            plan = try await withTrial(premise) { trial in try await trial.plan() }
        } catch Refusal.nothingFound {
            return
        }
        (report.imports, report.routings, report.releases) = (plan.imports, plan.routings, plan.releases)
        premise.allowedReleases = plan.releases
        let undisturbed = try await Undisturbed(premise)
        try await withTrial(premise) { trial in
            var end = SessionEnd.killed
            for course in scenario.courses + (0..<Self.mostRepairs).map({ _ in Course() }) where end.canGoOn {
                end = try await trial.session(course)
                if case .killed = end { report.kills += 1 }
            }
            report.sessions += trial.sessionStarts.count + 1
            report.faults += trial.log.entries.compactMap(\.fault).count
            if end.canGoOn { complain("rows are left to do: \(end)") }
            let history = try await trial.history()
            check(history, undisturbed)
            try await takeBack(&trial, history)
        }
    }

    private mutating func check(_ history: History, _ undisturbed: Undisturbed) {
        for violation in history.violations { complain("\(violation)") }
        // What seems not to be listed is held up for good, and rightly so.
        guard !scenario.isPermanent, !history.numbersAreHidden else { return }
        if history.after != undisturbed.state { complain("the state is not that of an undisturbed run") }
        let outcomes = history.results?.outcomes
        if outcomes != undisturbed.outcomes {
            complain("the outcomes are \(outcomes ?? []), and undisturbed \(undisturbed.outcomes ?? [])")
        }
    }

    private mutating func takeBack(_ trial: inout Trial, _ history: History) async throws {
        guard history.record != nil else { return }
        var end = SessionEnd.killed
        for course in [scenario.reversal, Course(), Course()] where end.canGoOn {
            guard let session = try await trial.undo(course) else { return }
            end = session
            if case .killed = end { report.killedReversals += 1 }
        }
        report.reversals += 1
        if end.canGoOn { complain("taking back came to no end: \(end)") }
        guard !scenario.isPermanent else { return }
        let state = try await trial.emulator.store.snapshot()
        if state.connectors != trial.before.connectors { complain("taken back, the connectors are not as before") }
        let expected = Self.numbers(before: trial.before, after: history.after)
        if state.phoneNumbers != expected {
            complain("taken back, the numbers are \(state.phoneNumbers), and should be \(expected)")
        }
    }

    /// What was released stays so, and what no connector served before stays where it was routed.
    private static func numbers(before: EmulatorState, after: EmulatorState) -> [PhoneNumberResource] {
        let left = Dictionary(uniqueKeysWithValues: after.phoneNumbers.map { ($0.number, $0) })
        return before.phoneNumbers.compactMap { number in
            left[number.number].map { $0.connectorId != nil && number.connectorId == nil ? $0 : number }
        }
    }
}
