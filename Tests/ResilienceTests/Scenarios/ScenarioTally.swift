import Synchronization

/// What the scenarios came to.
final class ScenarioTally: Sendable {
    private let counts = Mutex((scenarios: 0, sessions: 0, faults: 0))

    var scenarios: Int { counts.withLock(\.scenarios) }

    func count(sessions: Int, faults: Int) {
        counts.withLock { counts in
            counts.scenarios += 1
            counts.sessions += sessions
            counts.faults += faults
        }
    }

    var summary: String {
        let counts = counts.withLock { $0 }
        return "\(counts.scenarios) scenarios, \(counts.sessions) sessions, \(counts.faults) requests hit by a fault"
    }
}
