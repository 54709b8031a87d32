import Foundation
import Migration
import Synchronization

/// Ends the process at a named point of a run, as `PATCHBAY_CRASH_AT` says: how the tests show that a run survives it.
///
/// `recorded` ends it when the point is reached for the first time, `recorded:3` at the third.
final class CrashSwitch: Sendable {
    static let variable = "PATCHBAY_CRASH_AT"
    /// What a shell shows for a process that was killed.
    static let exitCode: Int32 = 137

    private let point: CrashPoint
    private let visit: Int
    private let visits = Mutex(0)

    /// Nil when the variable is not set. Throws `CommandProblem` when it names no point, as a crash that never comes
    /// would look like a run that survived it.
    init?(_ environment: [String: String]) throws {
        guard let text = environment[Self.variable] else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let point = parts.first.flatMap(CrashPoint.init), let visit = parts.count > 1 ? Int(parts[1]) : 1,
            visit > 0
        else {
            throw CommandProblem.usage("\(Self.variable)=\(text) names no crash point.")
        }
        (self.point, self.visit) = (point, visit)
    }

    @Sendable func reach(_ point: CrashPoint) {
        guard point == self.point else { return }
        visits.withLock { visits in
            visits += 1
            if visits == visit { _exit(Self.exitCode) }
        }
    }
}
