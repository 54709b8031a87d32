/// What the API says of its limit.
extension LimitFinder {
    /// So many answers without a word of it, and what was said before does not count any more.
    private static let mostUntold = 20

    /// - Parameter limit: nil when an answer says nothing.
    mutating func told(_ limit: AdvertisedLimit?, _ now: Double) {
        guard let limit else {
            untold += 1
            if stage == .told, untold > Self.mostUntold { (stage, high, low) = (.growing, .infinity, 0) }
            return
        }
        untold = 0
        guard let whole = limit.perSecond else { return }
        guard now > distrustsToldUntil else { return }
        let pace = limit.pace(least: whole * 0.05, most: whole * 1.25) ?? whole
        (toldLimit, self.limit) = (whole, whole)
        guard stage != .told || abs(pace * rate.share / self.pace - 1) > 0.01 else { return }
        (stage, lookUp) = (.told, nil)
        // Just below, so that rounding is on the safe side.
        setPace(pace * 0.998 * rate.share, now)
    }

    /// Nothing is left of the limit, as an answer that passed says. A refusal says itself how long to wait.
    mutating func pause(_ limit: AdvertisedLimit, _ now: Double) {
        guard limit.perSecond == nil, let pause = limit.pause else { return }
        cycle.hold(until: now + pause)
    }
}
