/// The refusals that came together, and the pause that they brought, up to the next ones.
struct RefusalCycle {
    /// How often requests were refused, each time counting as one.
    private(set) var episodes = 0
    /// The first that was refused of those that came together: its number, and when it left.
    private(set) var (number, time) = (0, 0.0)
    private(set) var refused = 0
    /// How many were refused since one passed: what another look costs.
    private(set) var cost = 0
    /// How long the pause was to be.
    private(set) var pause = 0.0
    /// Until when nothing leaves, for whatever reason.
    private(set) var heldUntil = 0.0
    /// When the pause ends that the refusals brought; at first, when the first request left.
    private(set) var pauseEnd = 0.0
    /// The first request that left since the pause before.
    private var first = 1
    /// Whether nothing was to be sent for a while, so that what passed says nothing of the limit.
    var wasIdle = false
    /// The first request after the pause; nil while none has left.
    var resumedBy: Int? = 1
    var passedSincePause = 0
    /// Whether one at a time is sent until one passes, as the pause before was too short.
    var isProbing = false

    /// What came between the refusals before and the present ones.
    struct Interval {
        var passed: Double
        var elapsed: Double
        /// From the end of the pause to the refusal.
        var active: Double
        /// Whether nothing passed at all.
        var isBarren: Bool
        var wasIdle: Bool

        /// What the limiter let through; half a request is, on average, what it had begun to let through.
        var perSecond: Double { (passed + 0.5) / max(elapsed, 1e-6) }
    }

    func belongs(_ number: Int) -> Bool {
        guard episodes > 0 else { return false }
        return resumedBy.map { number < $0 } ?? true
    }

    /// Counts another refusal of those that came together, which may make the pause longer. They come in any order.
    mutating func add(_ departure: LimitFinder.Departure, until end: Double?) {
        // What left before the pause before belongs to what is counted already.
        if departure.number >= first {
            refused += 1
            cost += 1
            if departure.number < number { (number, time) = (departure.number, departure.time) }
        }
        if let end {
            pauseEnd = max(pauseEnd, end)
            heldUntil = max(heldUntil, end)
        }
    }

    /// Begins anew with a refusal, and says what was between.
    ///
    /// - Parameters:
    ///   - asked: the pause that the API asks for.
    ///   - suggested: the pause that is made otherwise; one that was too short is doubled.
    mutating func begin(
        _ departure: LimitFinder.Departure, _ now: Double, asked: Double?, suggested: Double
    ) -> Interval {
        let isBarren = episodes > 0 && passedSincePause == 0
        let before = self
        first = resumedBy ?? departure.number
        wasIdle = false
        episodes += 1
        (number, time) = (departure.number, departure.time)
        refused = 1
        cost = isBarren ? before.cost + 1 : 1
        passedSincePause = 0
        isProbing = isBarren
        pause = asked ?? (isBarren ? min(64, before.pause * 2) : suggested)
        pauseEnd = now + pause
        heldUntil = max(heldUntil, pauseEnd)
        resumedBy = nil
        let isFirst = before.episodes == 0
        return Interval(
            passed: max(0, Double(number - before.number - (isFirst ? 1 : before.refused))),
            // What the API asks for is measured from when it is over: so a period is counted from its beginning.
            elapsed: asked == nil && !isFirst ? time - before.time : pauseEnd - before.pauseEnd,
            active: time - before.pauseEnd, isBarren: isBarren, wasIdle: before.wasIdle)
    }

    /// The probe came to nothing; another one is sent.
    mutating func forgetProbe(_ number: Int) {
        if isProbing, let first = resumedBy, number >= first { resumedBy = nil }
    }

    /// The first request of all leaves.
    mutating func began(at time: Double) { pauseEnd = time }

    /// Lets nothing leave for another reason than a refusal.
    mutating func hold(until end: Double) { heldUntil = max(heldUntil, end) }
}
