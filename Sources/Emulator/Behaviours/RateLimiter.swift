import Synchronization

/// One token bucket for each key.
final class RateLimiter: Sendable {
    private let limit: RateLimit
    private let clock: EmulatorClock
    private let buckets = Mutex<[String: TokenBucket]>([:])

    init(_ limit: RateLimit, clock: EmulatorClock) {
        self.limit = limit
        self.clock = clock
    }

    /// Answers `nil` when the request may pass, else how long until the next one may.
    func admit(_ key: String) -> Duration? {
        buckets.withLock { buckets in
            buckets[key, default: TokenBucket(limit, at: clock.elapsed)].take(at: clock.elapsed)
        }
    }
}

/// A bucket that starts full and fills evenly.
struct TokenBucket: Sendable {
    /// The time that one token takes to come.
    private let interval: Duration
    private let capacity: Int
    /// When the bucket is full again, if nothing more is taken.
    private var fullAt: Duration

    init(_ limit: RateLimit, at now: Duration) {
        interval = limit.period / limit.requests
        capacity = limit.requests
        fullAt = now
    }

    /// Takes a token, or answers how long until there is one.
    mutating func take(at now: Duration) -> Duration? {
        let refilled = max(fullAt, now)
        let wait = refilled - now - interval * (capacity - 1)
        guard wait <= .zero else { return wait }
        fullAt = refilled + interval
        return nil
    }
}
