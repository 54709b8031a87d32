import Synchronization

/// How many requests were made, and how they went.
package struct RequestCounts: Hashable, Sendable, Codable {
    /// Requests that left, retries included.
    package var sent = 0
    package var answered = 0
    package var failed = 0
    package var retried = 0
    package var heldBack = 0

    package init() {}

    package mutating func count(_ event: TransportEvent) {
        switch event {
        case .sent: sent += 1
        case .answered: answered += 1
        case .failed: failed += 1
        case .retrying: retried += 1
        case .heldBack: heldBack += 1
        }
    }
}

/// Counts the events of a transport; `observe` is its observer.
package final class RequestCounter: Sendable {
    private let state = Mutex(RequestCounts())

    package init() {}

    package var counts: RequestCounts { state.withLock { $0 } }

    @Sendable package func observe(_ event: TransportEvent) {
        state.withLock { $0.count(event) }
    }
}
