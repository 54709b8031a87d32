/// What the API says of its limit.
extension LimitFinder {
    mutating func told(_ limit: AdvertisedLimit, _ now: Double) {
        guard let whole = limit.perSecond else {
            // Not for longer: what says more is Retry-After, which is spoken of.
            if let pause = limit.pause { cycle.hold(until: now + min(pause, 60)) }
            return
        }
        guard now > distrustsToldUntil else { return }
        let pace = limit.pace(least: whole * 0.05, most: whole * 1.25) ?? whole
        (toldLimit, self.limit) = (whole, whole)
        guard stage != .told || abs(pace * rate.share / self.pace - 1) > 0.01 else { return }
        (stage, lookUp) = (.told, nil)
        // Just below, so that rounding is on the safe side.
        setPace(pace * 0.998 * rate.share, now)
    }
}
