/// A token bucket without a timer: it remembers only the moment at which it will be full again.
///
/// This is the generic cell rate algorithm: `full` moves on by one interval with every token that is taken.
struct TokenBucket<Instant: InstantProtocol> where Instant.Duration == Duration {
    private let interval: Duration
    private let burst: Int
    private var full: Instant

    init(_ rate: RequestRate, now: Instant) {
        interval = rate.interval
        burst = rate.burst
        full = now
    }

    /// The time in which a burst's tokens but one come back.
    private var tolerance: Duration { interval * (burst - 1) }

    /// The earliest moment at which a token can be taken.
    private var next: Instant { full.advanced(by: .zero - tolerance) }

    /// Takes a token and returns `nil`, or takes none and returns the moment to come back at.
    mutating func take(now: Instant) -> Instant? {
        guard next <= now else { return next }
        full = max(full, now).advanced(by: interval)
        return nil
    }

    /// Lets no token be taken before `moment`, and no burst follow it.
    mutating func drain(until moment: Instant) {
        full = max(full, moment.advanced(by: tolerance))
    }
}
