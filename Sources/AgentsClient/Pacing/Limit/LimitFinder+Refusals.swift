/// What refusals say of the limit.
extension LimitFinder {
    /// A pause that the API asks for and that is at least as long as this, in seconds, is one to the end of a period.
    private static let longPause = 5.0
    /// The periods that limits are set on, in seconds.
    private static let periods = [5.0, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600]
    /// A pace that passes for so long, in seconds, before it is refused, is hardly too high, if at all.
    private var hardlyTooHigh: Double { max(1.2, 2 / pace) }
    /// So few in a period are no limit to count by.
    private static let fewest = 10.0

    /// - Parameter asked: the pause that the API asks for, in seconds.
    mutating func refused(_ departure: Departure, _ now: Double, asked: Double?) {
        came(departure, now)
        guard !cycle.belongs(departure.number) else { return cycle.add(departure, until: asked.map { now + $0 }) }
        let isFirst = cycle.episodes == 0
        let interval = cycle.begin(departure, now, asked: asked, suggested: max(0.2, min(2, 4 / pace)))
        learn(from: interval, isFirst: isFirst, now)
        lookUp = nil
        earning = (now, passed)
    }

    private mutating func learn(from interval: RefusalCycle.Interval, isFirst: Bool, _ now: Double) {
        if stage == .told {
            // Others use the same key, or what is said is wrong. Once is no proof.
            guard now - toldWrongAt < 30 else {
                toldWrongAt = now
                return
            }
            distrustsToldUntil = now + 120
            (estimate, measured) = (RefillEstimate(), RefillEstimate())
            narrow(to: interval.perSecond, now)
            guard cycle.pause >= Self.longPause else { return }
        }
        guard !interval.isBarren, interval.elapsed > 0, !interval.wasIdle else { return }
        if stage == .counting || cycle.pause >= Self.longPause { return count(interval, now) }
        guard !seesNoConnection(interval, now) else { return }
        guard !isFirst else {
            (stage, high) = (.narrowing, pace)
            return setPace(pace / 1.5, now)
        }
        defer { measured = RefillEstimate(interval.passed, in: interval.elapsed) }
        if savesUp, stage != .narrowing, estimate.explains(interval.passed, in: interval.elapsed, tolerance: 0.02) {
            estimate.add(interval.passed, in: interval.elapsed)
            return keep(estimate.perSecond, savesUp: true, now)
        }
        switch stage {
        case .growing: narrow(to: interval.perSecond, now)
        case .narrowing: narrowFurther(interval, now)
        case .keeping: reconsider(interval, now)
        case .counting, .told: break
        }
    }

    private mutating func narrow(to perSecond: Double, _ now: Double) {
        (stage, savesUp) = (.narrowing, true)
        (low, high) = (perSecond, max(pace, perSecond))
        setPace((low * high).squareRoot(), now)
    }

    private mutating func narrowFurther(_ interval: RefusalCycle.Interval, _ now: Double) {
        high = high < interval.perSecond ? pace : min(high, pace)
        // Where nothing is saved up, what passed stays good.
        if savesUp || low >= high { low = min(interval.perSecond, high) }
        // Twice the same at different paces: then that is what is let through, whatever is sent.
        let isSame = measured.explains(interval.passed, in: interval.elapsed, tolerance: 0.01)
        if savesUp, isSame, interval.elapsed > 3.5 * (cycle.pause + roundTrip) {
            estimate = RefillEstimate(interval.passed, in: interval.elapsed)
            keep(estimate.perSecond, savesUp: true, now)
        } else if high / low < Self.closeEnough {
            keep(low, savesUp: savesUp && interval.active > 3 * cycle.pause, now)
        } else {
            setPace((low * high).squareRoot(), now)
        }
    }

    private mutating func reconsider(_ interval: RefusalCycle.Interval, _ now: Double) {
        if !savesUp, lookUp != nil {
            high = pace
            keep(limit, savesUp: false, now)
        } else if !savesUp, interval.active > hardlyTooHigh || now - lastSurprise > 20 {
            if interval.active <= hardlyTooHigh { lastSurprise = now }
            keep(slower(after: interval), savesUp: false, now)
        } else {
            narrow(to: interval.perSecond, now)
        }
    }

    /// Where nothing is saved up, single requests come too early at any pace, so that going slower helps only so far.
    /// Pauses that are less than a twentieth of the time are cheaper than that; those that are more than a sixth say
    /// that what seemed to pass did not.
    private mutating func slower(after interval: RefusalCycle.Interval) -> Double {
        let lost = (cycle.pause + roundTrip) / interval.elapsed
        guard lost >= 0.05 else { return limit }
        if lost > 0.16 { low = min(low, limit) }
        return interval.passed > 60 ? max(limit * 0.985, min(limit, low * 0.955)) : limit * 0.95
    }

    /// A limit on each period: as many as passed in the one before.
    private mutating func count(_ interval: RefusalCycle.Interval, _ now: Double) {
        if stage != .counting || cycle.pause > period + 1.5 {
            // The pause ends with the period, to the second, which began no later than what is counted in it; in what
            // took long, there was more than one.
            let least = (interval.elapsed < 61.5 ? max(interval.elapsed, cycle.pause) : cycle.pause) - 1.5
            period = Self.periods.first { $0 >= least } ?? least
        }
        let inPeriod = Double(departures.count(in: period, before: cycle.time))
        guard inPeriod >= Self.fewest else {
            if stage == .counting { stage = .growing }
            return setPace(pace / 1.5, now)
        }
        window = stage != .counting || lookUp != nil ? inPeriod : max(1, min(window * 0.98, inPeriod))
        stage = .counting
        setPace(window / period * 1.03 * rate.share, now)
    }

    /// Whether refusals come as often at a quarter of the pace, as when others use up a limit that saves up nothing.
    private mutating func seesNoConnection(_ interval: RefusalCycle.Interval, _ now: Double) -> Bool {
        guard now >= isIndifferentUntil else { return true }
        recent.append((pace, interval.passed, interval.perSecond))
        recent = recent.suffix(8)
        guard recent.count == 8, let earlier = recent.first?.pace, earlier > 4 * pace else { return false }
        let passed = recent.map(\.passed)
        let (before, after) = (passed.prefix(4).max() ?? 0, passed.suffix(4).max() ?? 0)
        // Of a limit as much passes at any pace above it; here, less and less does.
        let rates = recent.map(\.perSecond)
        let (fast, slow) = (rates.prefix(4).max() ?? 0, rates.suffix(4).max() ?? 0)
        guard after < 2 * before + 4, passed.reduce(0, +) < 100, slow < 0.6 * fast else { return false }
        recent = []
        isIndifferentUntil = now + 120
        keep(min(earlier * 0.8, 2 * fast), savesUp: true, now)
        return true
    }
}
