/// How many requests a second a run may send.
package struct RequestRate: Hashable, Sendable {
    /// What a run begins with, in requests a second.
    package let start: Double
    /// What is never exceeded, in requests a second.
    package let ceiling: Double
    /// The part of a limit that was found which is used, in 0...1; the rest is left to others with the same key.
    package let share: Double
    /// Whether the rate is to be found, rather than given.
    package let isFound: Bool

    private init(start: Double, ceiling: Double, share: Double, isFound: Bool) {
        (self.start, self.ceiling, self.share, self.isFound) = (start, ceiling, share, isFound)
    }

    /// A rate to begin with and never to exceed; `nil` unless it is positive and finite.
    package init?(perSecond: Double) {
        guard perSecond > 0, perSecond.isFinite else { return nil }
        self.init(start: perSecond, ceiling: perSecond, share: 1, isFound: false)
    }

    /// Ten a second, whatever the API would take.
    package static let modest = RequestRate(start: 10, ceiling: 10, share: 1, isFound: false)

    /// As many as the API takes, up to a thousand a second: the API publishes no limit, and one that has none is not to
    /// be put to the test.
    ///
    /// - Parameter share: the part of what is found that is used.
    package static func found(share: Double = 1, ceiling: Double = 1_000) -> RequestRate {
        RequestRate(start: 10, ceiling: ceiling, share: share, isFound: true)
    }

    /// How much of a pause may be made up for at once: a tenth of a second's requests where the rate is given, and
    /// where it is found only what a timer is late by.
    func tolerance(at perSecond: Double) -> Duration {
        guard !isFound else { return .milliseconds(10) }
        let burst = perSecond >= 20 ? Int(min(perSecond / 10, 1000)) : 1
        return Self.interval(at: perSecond) * (burst - 1)
    }

    /// The time from one request to the next; at most a day.
    static func interval(at perSecond: Double) -> Duration { min(.seconds(1) / perSecond, .seconds(86_400)) }
}
