import HTTPTypes
import Synchronization

/// One limiter for each key.
final class RateLimiter: Sendable {
    private let limit: RateLimit
    let headers: RateLimitHeaders
    private let clock: EmulatorClock
    private let limiters = Mutex<[String: any Limiter]>([:])

    init(_ limit: RateLimit, headers: RateLimitHeaders, clock: EmulatorClock) {
        (self.limit, self.headers, self.clock) = (limit, headers, clock)
    }

    /// What becomes of a request: how long until the next one may pass, when this one may not, and what is said of it.
    struct Verdict {
        var wait: Duration?
        var headers: HTTPFields
    }

    func admit(_ key: String) -> Verdict {
        let now = clock.elapsed / .seconds(1)
        let (wait, quota) = limiters.withLock { limiters in
            var limiter = limiters[key] ?? limit.limiter()
            let wait = limiter.admit(at: now)
            limiters[key] = limiter
            return (wait, limiter.quota(at: now))
        }
        // Of what is computed in fractions, less than a microsecond is nothing.
        return Verdict(wait: wait.map { .microseconds(Int64(($0 * 1e6).rounded())) }, headers: headers.fields(quota))
    }
}
