import AgentsClient
import Synchronization

/// Counts the requests of one kind, so that a test can treat the first or the second of them differently.
final class Turns: Sendable {
    private let counts = Mutex<[APIOperation: Int]>([:])

    /// Which request of its operation this is, from 1.
    func next(_ request: APIRequest) -> Int {
        counts.withLock { counts in
            counts[request.operation, default: 0] += 1
            return counts[request.operation, default: 0]
        }
    }
}
