/// How many requests a key may send in how much time, and how they are counted.
package struct RateLimit: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Filled evenly; so many may come at once after a pause.
        case bucket(burst: Int)
        /// Counted anew in each period.
        case fixed
        /// Counted over the period before, refused ones included.
        case sliding
    }

    package let requests: Int
    package let period: Duration
    package let kind: Kind

    /// - Parameters:
    ///   - requests: at least 1, at most a thousand million.
    ///   - kind: without it, a bucket that holds all of them.
    package init?(requests: Int, per period: Duration, _ kind: Kind? = nil) {
        guard 1...1_000_000_000 ~= requests, period > .zero else { return nil }
        (self.requests, self.period, self.kind) = (requests, period, kind ?? .bucket(burst: requests))
    }

    /// Reads `20/s`, `600/m` or `10000/h`, also followed by `,burst=1`, `,fixed` or `,sliding`.
    package init(parsing text: String) throws(OptionProblem) {
        let whole = text.split(separator: ",", omittingEmptySubsequences: false)
        let parts = whole[0].split(separator: "/", omittingEmptySubsequences: false)
        guard whole.count <= 2, parts.count == 2, let requests = Int(parts[0]),
            let period = Self.periods[String(parts[1])]
        else { throw .rateLimit(text) }
        let kind = whole.count == 2 ? Self.kind(String(whole[1])) : .bucket(burst: requests)
        guard let kind, let limit = Self(requests: requests, per: period, kind) else { throw .rateLimit(text) }
        self = limit
    }

    private static func kind(_ text: String) -> Kind? {
        switch text {
        case "fixed": .fixed
        case "sliding": .sliding
        case _ where text.hasPrefix("burst="):
            Int(text.dropFirst("burst=".count)).flatMap { 1...1_000_000_000 ~= $0 ? .bucket(burst: $0) : nil }
        default: nil
        }
    }

    func limiter() -> any Limiter {
        let seconds = period / .seconds(1)
        let perSecond = Double(requests) / seconds
        return switch kind {
        case .bucket(let burst): BucketLimiter(perSecond, burstOf: Double(burst) / perSecond)
        case .fixed: FixedWindowLimiter(perSecond, period: seconds, phase: 0)
        case .sliding: SlidingWindowLimiter(perSecond, period: seconds)
        }
    }

    private static let periods: [String: Duration] = ["s": .seconds(1), "m": .seconds(60), "h": .seconds(3600)]
}
