import Foundation

/// What the pace does while nothing is refused.
extension LimitFinder {
    /// A limit that is known this closely, as a ratio, is known.
    static let closeEnough = 1.03
    /// A refusal is earned by four hundred requests that pass.
    private static let refusedShare = 0.0025

    /// How far above the limit the pace is, to see whether it is still there.
    struct LookUp {
        /// As a part of the limit.
        var step: Double
        var passedBefore: Int
        var isGrowing = false
    }

    /// To be called before each departure.
    mutating func advance(_ now: Double) {
        guard now >= cycle.heldUntil else { return }
        switch stage {
        case .growing: grow(by: Self.growth(at: pace, roundTrip: roundTrip), now)
        case .narrowing: narrowUpwards(now)
        case .keeping: keepLooking(now)
        case .counting: countFurther(now)
        case .told: break
        }
    }

    mutating func keep(_ limit: Double, savesUp: Bool, _ now: Double) {
        (stage, self.limit, self.savesUp, lookUp) = (.keeping, limit, savesUp, nil)
        earning = (now, passed)
        setPace(limit * rate.share, now)
    }

    /// Where growth gets quicker, in requests a second.
    static let quickFrom = 60.0

    /// How the pace grows while nothing objects, as an exponent of e a second: by two thirds each second. Above
    /// ``quickFrom`` by up to e, where answers are quick: where they take long, refusals come late.
    static func growth(at pace: Double, roundTrip: Double) -> Double {
        pace < quickFrom ? 0.5 : max(0.5, 1 - 10 * roundTrip)
    }

    /// Grows by `exponent` a second, as an exponent of e; falls while answers take longer than they did.
    private mutating func grow(by exponent: Double, _ now: Double) {
        let time = min(now - max(paceSince, cycle.heldUntil), 0.5)
        // Where answers take long, much is under way when the first refusal comes: a small part of the whole.
        let isModest = roundTrip < 0.02 || Double(underWay) < max(8, 0.1 * Double(passed))
        let mayGrow = isModest && held > 0.5 && now - lastFailure > 2
        let growth = latency.objects ? -0.1 : mayGrow ? exponent : 0
        setPace(max(pace * exp(growth * max(time, 0)), min(pace, rate.start)), now)
    }

    private mutating func narrowUpwards(_ now: Double) {
        guard held > 0.5, now - max(paceSince, cycle.heldUntil) > patience else { return }
        // The pace has passed for longer than what a pause could have saved up: so pauses save up nothing.
        if measured.perSecond > 0, pace > measured.perSecond * 1.02 { savesUp = false }
        (low, measured) = (pace, RefillEstimate())
        if high / low < Self.closeEnough {
            keep(low, savesUp: false, now)
        } else {
            setPace(high / low > 4 ? low * 1.6 : (low * high).squareRoot(), now)
        }
    }

    private mutating func keepLooking(_ now: Double) {
        guard rate.share == 1, !latency.objects else { return }
        guard var looking = lookUp else {
            guard hasEarnedRefusal(now) else { return }
            let step = firstStep
            lookUp = LookUp(step: step, passedBefore: passed)
            return setPace(limit * (1 + step), now)
        }
        guard held > 0.5, now - max(paceSince, cycle.heldUntil) > patience else { return }
        (low, limit) = (pace, pace)
        if savesUp {
            (stage, high, lookUp) = (.growing, .infinity, nil)
            return setPace(pace, now)
        }
        looking.step *= 2
        if high < pace * 1.2 {
            high = .infinity
            looking.step = 0.015
        }
        lookUp = looking
        setPace(pace * (1 + looking.step), now)
    }

    /// Small where answers take long, as a pause costs more there than what was saved up pays back.
    private var firstStep: Double {
        guard !savesUp else {
            let step = min(0.05, (max(cycle.pause, 0.2) + roundTrip) / (20 + 80 * roundTrip))
            return max(step, 1.5 / max(estimate.passed, 30))
        }
        return (limit * 1.006..<limit * 1.2).contains(high) ? (high / limit).squareRoot() - 1 : 0.03
    }

    private mutating func countFurther(_ now: Double) {
        guard rate.share == 1 else { return }
        guard var looking = lookUp else {
            guard hasEarnedRefusal(now) else { return }
            lookUp = LookUp(step: 0.25, passedBefore: passed)
            return setPace(window / period * 1.25, now)
        }
        if !looking.isGrowing, Double(passed - looking.passedBefore) > window * 1.02 + 2 {
            looking.isGrowing = true
            paceSince = now
            lookUp = looking
        }
        if looking.isGrowing { grow(by: 0.3, now) }
    }

    private func hasEarnedRefusal(_ now: Double) -> Bool {
        // What is under way when it comes is refused too, as last time or less.
        let cost = max(1, min(Double(cycle.cost), 1 + roundTrip * pace * 1.3))
        let time = now - earning.since
        let isEarned = Double(passed - earning.passed) * Self.refusedShare >= cost
        guard stage == .keeping else { return isEarned && time > 30 || time > 3 * period }
        let isNearly = time > 15 * cost && Double(passed - earning.passed) > 100 * cost
        return savesUp ? isEarned || isNearly : isEarned && time > 40 * max(cycle.pause + roundTrip, 1)
    }

    /// How long a pace has to pass before it is called good: what a pause has saved up is used up first.
    private var patience: Double {
        // A window of a second hides for a while that a limit was raised by too much.
        let enough = stage == .keeping && !savesUp ? 100.0 : 10
        let least = max(enough / pace, 1.5, 2 * roundTrip)
        let base = stage == .keeping ? limit : measured.perSecond
        guard savesUp, base > 0, pace > base else { return least }
        let saved = base * (max(cycle.pause, 0.2) + roundTrip)
        return max(least, 1.3 * saved / (pace - base) + 2 * roundTrip)
    }
}
