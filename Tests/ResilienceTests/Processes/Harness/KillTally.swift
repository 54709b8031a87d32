import Synchronization

/// How many kills fell into which phase, over how many runs.
final class KillTally: Sendable {
    private struct Counts {
        var runs = 0
        var phases: [KillPhase: Int] = [:]
    }

    private let counts = Mutex(Counts())

    var kills: Int { counts.withLock { $0.phases.values.reduce(0, +) } }

    /// Such as `200 kills of 71 runs: 12 starting, 3 staging, …`.
    var summary: String {
        counts.withLock { counts in
            let phases = KillPhase.allCases.map { "\(counts.phases[$0] ?? 0) \($0.rawValue)" }
            let kills = counts.phases.values.reduce(0, +)
            return "\(kills) kills of \(counts.runs) runs: \(phases.joined(separator: ", "))"
        }
    }

    func countRun() { counts.withLock { $0.runs += 1 } }

    func countKill(_ phase: KillPhase) { counts.withLock { $0.phases[phase, default: 0] += 1 } }
}
