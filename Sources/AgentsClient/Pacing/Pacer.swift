import Synchronization

/// Spaces the requests of a whole run, whatever their number at once, and holds them all back when the API asks for it.
///
/// Waiting tasks are served in the order they came. One that is cancelled takes no token with it.
package final class Pacer<C: Clock<Duration>>: Sendable {
    package let clock: C
    private let bucket: Mutex<TokenBucket<C.Instant>>
    private let turnstile = Turnstile()

    package init(_ rate: RequestRate, clock: C = ContinuousClock()) {
        self.clock = clock
        bucket = Mutex(TokenBucket(rate, now: clock.now))
    }

    /// How many requests wait for their turn.
    package var waiting: Int { turnstile.count }

    /// Returns when a request may be sent. Throws only when the task is cancelled before that.
    package func waitForTurn() async throws {
        try await turnstile.pass {
            try Task.checkCancellation()
            // Asked again after each sleep, as the run can have been held back meanwhile.
            while let moment = takeToken() {
                try await clock.sleep(until: moment, tolerance: nil)
            }
        }
    }

    /// Lets no request leave for this long from now, including those that wait already.
    package func holdBack(for duration: Duration) {
        let end = clock.now.advanced(by: duration)
        bucket.withLock { $0.drain(until: end) }
    }

    private func takeToken() -> C.Instant? {
        bucket.withLock { $0.take(now: clock.now) }
    }
}
