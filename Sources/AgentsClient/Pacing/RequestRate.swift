/// How many requests a second a run may send, and how many of them at once after a pause.
package struct RequestRate: Hashable, Sendable {
    package let perSecond: Double
    package let burst: Int

    /// `nil` unless `perSecond` is positive and finite; the burst is a tenth of a second's worth, at least 1.
    package init?(perSecond: Double) {
        guard perSecond > 0, perSecond.isFinite else { return nil }
        self.perSecond = perSecond
        burst = perSecond >= 20 ? Int(min(perSecond / 10, 1000)) : 1
    }

    private init(tenPerSecond: Void) {
        perSecond = 10
        burst = 1
    }

    /// The API publishes no limit; ten a second is modest.
    package static let modest = RequestRate(tenPerSecond: ())

    /// The time from one request to the next at this rate; at most a day.
    var interval: Duration { min(.seconds(1) / perSecond, .seconds(86_400)) }
}
