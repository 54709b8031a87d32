import Synchronization

/// A clock on which every sleep ends at once, as if its time had passed.
package final class InstantClock: Clock, Sendable {
    private let state = Mutex(ManualClock.Instant(offset: .zero))

    package init() {}

    package var now: ManualClock.Instant { state.withLock { $0 } }

    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: ManualClock.Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { $0 = max($0, deadline) }
    }
}
