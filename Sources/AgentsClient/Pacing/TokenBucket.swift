/// A token bucket without a timer: it remembers only the moment at which the next token is there.
///
/// This is the generic cell rate algorithm: `next` moves on by one interval with every token that is taken.
struct TokenBucket<Instant: InstantProtocol> where Instant.Duration == Duration {
    private var interval: Duration
    /// How much of a pause is made up for at once.
    private var tolerance: Duration
    /// The earliest moment at which a token can be taken.
    private(set) var next: Instant
    private(set) var heldUntil: Instant

    init(interval: Duration, tolerance: Duration, now: Instant) {
        (self.interval, self.tolerance) = (interval, tolerance)
        next = now.advanced(by: .zero - tolerance)
        heldUntil = next
    }

    /// Takes a token. To be called no earlier than at `next`.
    mutating func take(now: Instant) {
        next = max(next, now.advanced(by: .zero - tolerance)).advanced(by: interval)
    }

    /// Goes on at another rate: who waits at the slower one does not wait it out, but waits out what holds it back.
    mutating func change(interval: Duration, tolerance: Duration, now: Instant) {
        (self.interval, self.tolerance) = (interval, tolerance)
        next = max(heldUntil, min(next, now.advanced(by: interval)))
    }

    /// Lets no token be taken before `moment`, and no burst follow it.
    mutating func drain(until moment: Instant) {
        heldUntil = max(heldUntil, moment)
        next = max(next, moment)
    }
}
