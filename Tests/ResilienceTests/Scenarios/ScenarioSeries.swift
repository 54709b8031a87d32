import Emulator
import Foundation

/// Plays scenarios, some at a time, until there were enough or the time is over.
///
/// The environment steers it: `PATCHBAY_SCENARIO_SEED` is the first scenario's seed (random unless told), and the next
/// ones follow by one; `PATCHBAY_SCENARIOS` is their count (250 unless told, and 1 with a seed);
/// `PATCHBAY_SCENARIO_SECONDS` goes by time and not by count. A seed draws the same scenario each time; with several
/// requests at a time, the order of the requests is still up to the machine.
struct ScenarioSeries {
    private static let width = 4
    /// Complaints after which the rest is not played.
    private static let enough = 20

    /// In so many scenarios, everything that is drawn now and then has come up.
    private static let usualCount = 250

    let seed: UInt64
    let count: Int
    let seconds: Double?

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let told = environment["PATCHBAY_SCENARIO_SEED"].flatMap { UInt64($0) }
        seed = told ?? .random(in: 0..<1_000_000_000)
        seconds = environment["PATCHBAY_SCENARIO_SECONDS"].flatMap { Double($0) }
        let usual = seconds != nil ? Int.max : told == nil ? Self.usualCount : 1
        count = environment["PATCHBAY_SCENARIOS"].flatMap { Int($0) } ?? usual
    }

    /// Whether the series is long enough for everything to come up in it.
    var isFull: Bool { seconds == nil && count >= Self.usualCount }

    /// Ends early when enough was not as promised.
    func run() async -> ScenarioReport {
        print("Scenarios: from seed \(seed)\(seconds.map { ", for \($0) seconds" } ?? ", \(count) of them")")
        var report = ScenarioReport()
        let end = seconds.map { ContinuousClock.now + .seconds($0) }
        await withTaskGroup(of: ScenarioReport.self) { group in
            var next = 0
            func add() {
                guard next < count, report.complaints.count < Self.enough, end.map({ ContinuousClock.now < $0 }) ?? true
                else { return }
                let scenario = seed &+ UInt64(next)
                next += 1
                group.addTask { await ScenarioRun.report(on: Scenario(seed: scenario)) }
            }
            for _ in 0..<Self.width { add() }
            for await one in group {
                report += one
                add()
            }
        }
        print("Scenarios: \(report.summary)")
        return report
    }
}

extension ScenarioReport {
    fileprivate var summary: String {
        """
        \(scenarios) scenarios (\(withoutPermanentFaults) without permanent faults, \(refusals) to be refused), \
        \(sessions) sessions, \(kills) kills, \(faults) faults met, of \(kinds.count) of the \
        \(FaultKind.Name.allCases.count) kinds; \(reversals) taken back, with \(killedReversals) kills
        """
    }
}
