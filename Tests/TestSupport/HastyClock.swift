import Synchronization

/// A clock whose time goes by only while somebody sleeps, and then at once.
package final class HastyClock: Clock, Sendable {
    private let elapsed = Mutex(Duration.zero)

    package init() {}

    /// All sleeps so far, one after the other.
    package var now: ManualClock.Instant { ManualClock.Instant(offset: elapsed.withLock { $0 }) }

    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: ManualClock.Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        elapsed.withLock { $0 = max($0, deadline.offset) }
    }
}
