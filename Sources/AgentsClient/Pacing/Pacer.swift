import Synchronization

/// Spaces the requests of a whole run, whatever their number at once, and holds them all back when the API asks for it.
///
/// Waiting tasks are served in the order they came. One that is cancelled takes no token with it. Where the rate is to
/// be found, it follows from what is reported of each request that left.
package final class Pacer<C: Clock<Duration>>: Sendable {
    /// A request that left; its end is to be reported.
    package struct Departure: Sendable {
        let ticket: LimitFinder.Departure
    }

    package enum Turn: Sendable {
        case go(Departure)
        /// Nothing may leave before.
        case wait(until: C.Instant)
    }

    private struct State {
        var bucket: TokenBucket<C.Instant>
        var finder: LimitFinder
        /// Whether the next request was told to wait.
        var isHeld = false

        /// Spaces what follows as the finder says.
        mutating func follow(_ now: C.Instant, heldUntil: C.Instant) {
            if heldUntil > now { bucket.drain(until: heldUntil) }
            let (rate, pace) = (finder.rate, finder.pace)
            let tolerance = finder.spacesStrictly ? .zero : rate.tolerance(at: pace)
            bucket.change(interval: RequestRate.interval(at: pace), tolerance: tolerance, now: now)
        }
    }

    package let clock: C
    private let start: C.Instant
    private let state: Mutex<State>
    private let turnstile = Turnstile()

    package init(_ rate: RequestRate, clock: C = ContinuousClock()) {
        self.clock = clock
        start = clock.now
        let bucket = TokenBucket(
            interval: RequestRate.interval(at: rate.start), tolerance: rate.tolerance(at: rate.start), now: start)
        state = Mutex(State(bucket: bucket, finder: LimitFinder(rate)))
    }

    /// How many requests wait for their turn.
    package var waiting: Int { turnstile.count }

    /// Returns when a request may be sent. Throws only when the task is cancelled before that.
    @discardableResult package func waitForTurn() async throws -> Departure {
        try await turnstile.pass {
            try Task.checkCancellation()
            // Asked again after each sleep, as the run can have been held back meanwhile.
            while true {
                switch takeTurn() {
                case .go(let departure): return departure
                case .wait(let moment): try await clock.sleep(until: moment, tolerance: nil)
                }
            }
        }
    }

    /// Lets a request leave now, or says when to ask again.
    package func takeTurn() -> Turn {
        let now = clock.now
        return update(now) { state, time in
            state.finder.advance(time)
            state.follow(now, heldUntil: now)
            let counted = state.finder.earliest(time)
            let next = max(state.bucket.next, counted > time ? moment(counted) : now)
            guard next <= now else {
                state.isHeld = true
                // The pace may be another soon; a pause does not get shorter.
                let again = now.advanced(by: .seconds(1))
                return .wait(until: state.bucket.heldUntil > again ? next : min(next, again))
            }
            state.bucket.take(now: now)
            defer { state.isHeld = false }
            return .go(Departure(ticket: state.finder.left(time, wasHeld: state.isHeld)))
        }
    }

    /// The API answered, and did not refuse the request for being one too many.
    package func passed(_ departure: Departure, _ request: APIRequest, _ limit: AdvertisedLimit?) {
        let now = clock.now
        update(now) { state, time in
            // How long a listing takes depends on its length, and on what is made of it meanwhile.
            if request.bodyStream == nil {
                state.finder.latency.note(LatencyWatch.Kind(request), time - departure.ticket.time)
            }
            state.finder.passed(departure.ticket, time)
            state.finder.told(limit, time)
            if let limit { state.finder.pause(limit, time) }
            state.follow(now, heldUntil: moment(state.finder.cycle.heldUntil))
        }
    }

    /// The API refused it as one too many.
    ///
    /// - Parameter pause: what it asks for.
    package func refused(_ departure: Departure, askingFor pause: Duration?, _ limit: AdvertisedLimit?) {
        let now = clock.now
        update(now) { state, time in
            let asked = pause.map { $0 / .seconds(1) } ?? limit?.pause
            state.finder.refused(departure.ticket, time, asked: asked)
            state.finder.told(limit, time)
            state.follow(now, heldUntil: moment(state.finder.cycle.heldUntil))
        }
    }

    /// No answer came, or none that says anything of a limit.
    package func failed(_ departure: Departure) {
        update(clock.now) { state, time in state.finder.failed(departure.ticket, time) }
    }

    /// Lets no request leave for this long from now, including those that wait already.
    package func holdBack(for duration: Duration) {
        let now = clock.now
        update(now) { state, time in
            state.finder.cycle.hold(until: time + duration / .seconds(1))
            state.bucket.drain(until: now.advanced(by: duration))
        }
    }

    /// How long nothing leaves yet.
    package var pause: Duration {
        let now = clock.now
        return update(now) { state, _ in max(.zero, now.duration(to: state.bucket.heldUntil)) }
    }

    /// How many requests are to be under way, so that the pace is kept up; at most `most`.
    package func width(most: Int) -> Int {
        state.withLock { min(most, Int(min($0.finder.pace * $0.finder.roundTrip * 1.25, 1e6)) + 3) }
    }

    /// What is known of the pace now.
    package var report: PaceReport { state.withLock { PaceReport($0.finder) } }

    /// Begins with a limit that was found earlier, in requests a second. To be called before anything is sent.
    package func begin(knowing limit: Double) {
        let now = clock.now
        update(now) { state, _ in
            state.finder.begin(knowing: limit)
            state.follow(now, heldUntil: now)
        }
    }

    private func update<Result>(
        _ now: C.Instant, _ body: (inout sending State, Double) -> sending Result
    ) -> sending Result {
        let time = start.duration(to: now) / .seconds(1)
        return state.withLock { body(&$0, time) }
    }

    private func moment(_ time: Double) -> C.Instant { start.advanced(by: .nanoseconds(Int64(min(time, 1e9) * 1e9))) }
}
