/// How many requests a key may send in how much time; as many may come at once after a pause.
package struct RateLimit: Hashable, Sendable {
    package let requests: Int
    package let period: Duration

    /// - Parameter requests: at least 1.
    package init?(requests: Int, per period: Duration) {
        guard requests >= 1, period > .zero else { return nil }
        self.requests = requests
        self.period = period
    }

    /// Reads `20/s`, `600/m` or `10000/h`.
    package init(parsing text: String) throws(OptionProblem) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let requests = Int(parts[0]), let period = Self.periods[String(parts[1])],
            let limit = Self(requests: requests, per: period)
        else { throw .rateLimit(text) }
        self = limit
    }

    private static let periods: [String: Duration] = ["s": .seconds(1), "m": .seconds(60), "h": .seconds(3600)]
}
