/// How often and after which pauses a request is sent again.
package struct RetryPolicy: Hashable, Sendable {
    /// The first attempt included.
    package var maximumAttempts = 6
    /// The same of a request that is one too many: what the API lets through is found out by then.
    package var maximumRefusals = 10
    /// The longest pause after the first attempt; it doubles with each further one.
    package var base: Duration = .milliseconds(500)
    package var cap: Duration = .seconds(30)
    /// A request that the API wants to be made later than this is not made again.
    package var longestRetryAfter: Duration = .seconds(600)

    package init() {}

    /// - Parameters:
    ///   - attempt: how many were made, those that were one too many included.
    ///   - refusals: how many of them were one too many.
    package func retries(_ failure: ClientFailure, after attempt: Int, refusals: Int = 0) -> Bool {
        guard failure.kind.isWorthRetrying else { return false }
        return failure.kind.isRateLimit ? refusals < maximumRefusals : attempt - refusals < maximumAttempts
    }

    /// Full jitter: evenly anywhere between nothing and the longest pause, so that clients do not return together.
    ///
    /// `fraction` is random in `0..<1`.
    package func pause(after attempt: Int, fraction: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 30)
        return min(cap, base * (1 << doublings)) * fraction
    }
}
