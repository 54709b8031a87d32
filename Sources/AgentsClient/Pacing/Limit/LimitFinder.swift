/// Finds out how many requests a second the API lets through, from what it refuses, and says at which pace to go.
///
/// It measures rather than tries. Two refusals that each met an empty bucket have between them what the limiter let
/// through, exactly. Where nothing is saved up while nothing is sent, the pace that was refused and the one that was
/// not enclose the limit, and are brought together. A long `Retry-After` tells of a limit on each period, which is then
/// kept by counting. Once found, the limit is looked for again only as often as a refusal has been earned.
///
/// Times are in seconds since the run began, paces and limits in requests a second. Nothing here waits or reads a
/// clock.
struct LimitFinder {
    enum Stage {
        /// Nothing objects; the pace grows.
        case growing
        /// Between a pace that passes and one that was refused.
        case narrowing
        /// At the limit, once it is known.
        case keeping
        /// Within so many requests in each period.
        case counting
        /// At what the API says of its limit.
        case told
    }

    /// One request that left.
    struct Departure: Hashable {
        let number: Int
        let time: Double
    }

    let rate: RequestRate
    private(set) var pace: Double
    /// Since when it is that.
    var paceSince = 0.0
    var stage = Stage.growing

    // What left and came back.
    private(set) var departures = DepartureLog()
    private(set) var sent = 0
    private(set) var passed = 0
    private(set) var underWay = 0
    /// The mean time to an answer.
    private(set) var roundTrip = 0.0
    var latency = LatencyWatch()
    private var lastLeft: Double?
    /// How many of the last requests waited for the pace, as a part of 1.
    private(set) var held = 0.0
    private(set) var lastFailure = -Double.infinity
    /// How many answers came since one said something of the limit.
    var untold = 0

    // What is known of the limit.
    var cycle = RefusalCycle()
    /// The highest pace that passed and the lowest that was refused.
    var (low, high) = (0.0, Double.infinity)
    /// What passed between the last two refusals.
    var measured = RefillEstimate()
    /// What passes between refusals whose intervals agree.
    var estimate = RefillEstimate()
    var limit = 0.0
    /// Whether what is not sent for a while may be sent afterwards.
    var savesUp = true
    /// How many pass in each period, which is in seconds.
    var (window, period) = (0.0, 60.0)
    var lookUp: LookUp?
    /// Since when another refusal is being earned.
    var earning = (since: 0.0, passed: 0)
    var lastSurprise = -Double.infinity
    var recent: [(pace: Double, passed: Double, perSecond: Double)] = []
    var isIndifferentUntil = -Double.infinity
    var toldLimit: Double?
    var distrustsToldUntil = -Double.infinity
    var toldWrongAt = -Double.infinity

    init(_ rate: RequestRate) {
        self.rate = rate
        pace = rate.start
    }

    /// Goes on with what was found earlier, and looks soon whether it still holds.
    mutating func begin(knowing limit: Double) {
        guard rate.isFound, sent == 0, limit >= 1, limit.isFinite else { return }
        estimate = RefillEstimate(limit * 30, in: 30)
        keep(min(limit, rate.ceiling), savesUp: true, 0)
    }

    /// What the API lets through, once that is known.
    var found: Double? {
        switch stage {
        case .growing, .narrowing: nil
        case .keeping: limit
        case .counting: window / period
        case .told: toldLimit
        }
    }

    /// Whether a late request must not be followed by an early one, as nothing is saved up. Above 200 a second a timer
    /// is late by a good part of the interval, so that what is sent would be far below the pace.
    var spacesStrictly: Bool { rate.isFound && !savesUp && stage != .counting && pace <= 200 }

    /// The earliest time at which what is counted allows another request, beside the pace.
    func earliest(_ now: Double) -> Double {
        // Asked again soon: the answer to the probe decides.
        if cycle.isProbing, cycle.resumedBy != nil { return now + 0.25 }
        guard stage == .counting, lookUp == nil, let last = departures.last(Int(window * rate.share)) else {
            return now
        }
        return last + period * 1.002
    }

    /// - Parameter wasHeld: whether it waited for the pace.
    mutating func left(_ now: Double, wasHeld: Bool) -> Departure {
        departures.append(now)
        sent += 1
        underWay += 1
        if sent == 1 { cycle.began(at: now) }
        note(wasHeld: wasHeld, now)
        cycle.resumedBy = cycle.resumedBy ?? sent
        return Departure(number: sent, time: now)
    }

    mutating func passed(_ departure: Departure, _ now: Double) {
        came(departure, now)
        passed += 1
        if let first = cycle.resumedBy, departure.number >= first {
            cycle.passedSincePause += 1
            cycle.isProbing = false
        }
    }

    /// It failed otherwise, or never arrived: nothing follows for the limit, but the pace does not grow for a while.
    mutating func failed(_ departure: Departure, _ now: Double) {
        came(departure, now)
        cycle.forgetProbe(departure.number)
        lastFailure = now
    }

    /// A pace that nothing waits for is neither too low nor proved.
    private mutating func note(wasHeld: Bool, _ now: Double) {
        let gap = now - (lastLeft ?? now)
        lastLeft = now
        held = 0.8 * held + (wasHeld ? 0.2 : 0)
        guard gap > max(5, 3 / pace), now - cycle.heldUntil > 5 else { return }
        (held, paceSince, cycle.wasIdle) = (0, now, true)
    }

    mutating func came(_ departure: Departure, _ now: Double) {
        underWay -= 1
        let time = now - departure.time
        roundTrip = roundTrip == 0 ? time : 0.8 * roundTrip + 0.2 * time
    }

    mutating func setPace(_ pace: Double, _ now: Double) {
        guard pace.isFinite else { return }
        self.pace = min(rate.ceiling, max(pace, 0.02))
        paceSince = now
    }
}
