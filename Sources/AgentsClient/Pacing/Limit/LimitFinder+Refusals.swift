/// What refusals say of the limit.
extension LimitFinder {
    /// A pause that the API asks for and that is at least as long as this, in seconds, is one to the end of a period.
    private static let longPause = 5.0
    /// The periods that limits are set on, in seconds.
    private static let periods = [5.0, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600]
    /// So few in a period are no limit yet, unless they are refused twice.
    private static let fewest = 10.0

    /// - Parameter asked: the pause that the API asks for, in seconds.
    mutating func refused(_ departure: Departure, _ now: Double, asked: Double?) {
        came(departure, now)
        guard !cycle.belongs(departure.number) else { return cycle.add(until: asked.map { now + $0 }) }
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
        if stage == .counting || cycle.pause >= Self.longPause { return count(interval, isFirst: isFirst, now) }
        guard !seesNoConnection(interval, now), !interval.isBarren else { return }
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

    private mutating func narrow(to measured: Double, _ now: Double) {
        (stage, savesUp) = (.narrowing, true)
        (low, high) = (measured, max(pace, measured))
        setPace((low * high).squareRoot(), now)
    }

    private mutating func narrowFurther(_ interval: RefusalCycle.Interval, _ now: Double) {
        high = high < interval.perSecond ? pace : min(high, pace)
        low = min(interval.perSecond, high)
        // Twice the same at different paces: then that is what is let through, whatever is sent.
        let isSame = measured.explains(interval.passed, in: interval.elapsed, tolerance: 0.01)
        if savesUp, isSame, interval.elapsed > 3.5 * (cycle.pause + roundTrip) {
            estimate = RefillEstimate(interval.passed, in: interval.elapsed)
            keep(estimate.perSecond, savesUp: true, now)
        } else if high / low < Self.closeEnough {
            keep(low, savesUp: interval.active > 3 * cycle.pause, now)
        } else {
            setPace((low * high).squareRoot(), now)
        }
    }

    private mutating func reconsider(_ interval: RefusalCycle.Interval, _ now: Double) {
        if !savesUp, lookUp != nil {
            high = pace
            keep(limit, savesUp: false, now)
        } else if !savesUp, now - lastSurprise > 20 {
            lastSurprise = now
            keep(limit * 0.98, savesUp: false, now)
        } else {
            narrow(to: interval.perSecond, now)
        }
    }

    /// A limit on each period: as many as passed in the one before.
    private mutating func count(_ interval: RefusalCycle.Interval, isFirst: Bool, _ now: Double) {
        if stage != .counting || cycle.pause > period + 1.5 {
            // The pause ends with the period, to the second; this one began no later than the requests that it counts.
            let least = (isFirst ? interval.elapsed : max(interval.active, 0) + cycle.pause) - 1.5
            period = Self.periods.first { $0 >= least } ?? least
        }
        let inPeriod = Double(departures.count(in: period, before: cycle.time))
        guard inPeriod >= Self.fewest || wasLong else {
            wasLong = true
            return setPace(pace / 1.5, now)
        }
        if stage != .counting || lookUp != nil {
            window = max(1, inPeriod)
        } else if !interval.isBarren {
            window = max(1, min(window * 0.98, inPeriod))
        }
        stage = .counting
        setPace(window / period * 1.03 * rate.share, now)
    }

    /// Whether refusals come as often at a quarter of the pace, as when others use up a limit that saves up nothing.
    private mutating func seesNoConnection(_ interval: RefusalCycle.Interval, _ now: Double) -> Bool {
        guard now >= isIndifferentUntil else { return true }
        recent.append((pace, interval.passed))
        recent = recent.suffix(8)
        guard recent.count == 8, let earlier = recent.first?.pace, earlier > 4 * pace else { return false }
        let passed = recent.map(\.passed)
        let (before, after) = (passed.prefix(4).max() ?? 0, passed.suffix(4).max() ?? 0)
        guard after < 2 * before + 4, passed.reduce(0, +) < 100 else { return false }
        recent = []
        isIndifferentUntil = now + 120
        keep(earlier * 0.8, savesUp: true, now)
        return true
    }
}
