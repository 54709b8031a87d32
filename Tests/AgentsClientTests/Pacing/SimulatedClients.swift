import AgentsClient
import Foundation
import HTTPTypes
import TestSupport

/// Who sends requests in a simulation. Times are in seconds.
protocol SimulatedClient {
    /// How many it has under way at most.
    var concurrency: Int { get }
    /// When the next request may leave; at `now` or earlier, at once.
    mutating func next(at now: Double) -> Double
    mutating func send(at now: Double)
    /// Answers come in the order in which the requests left.
    mutating func answered(at now: Double, _ answer: SimulatedAnswer)
}

struct SimulatedAnswer {
    var isRefused: Bool
    var retryAfter: Double?
    var headers: HTTPFields = [:]
}

/// The pacer of the program, with a clock that the simulation sets.
struct PacerClient: SimulatedClient {
    let concurrency = 512
    private let clock = ManualClock()
    private let pacer: Pacer<ManualClock>
    private let request = APIRequest(.lookUpConnector, method: .get, path: "/")
    private var underWay: [Pacer<ManualClock>.Departure] = []
    private var head = 0
    private var time = 0.0

    /// Without the program's own ceiling, as limits of more than that are to be found here.
    init(_ rate: RequestRate = .found(ceiling: 2_000), knowing limit: Double? = nil) {
        pacer = Pacer(rate, clock: clock)
        if let limit { pacer.begin(knowing: limit) }
    }

    private mutating func set(_ now: Double) {
        guard now > time else { return }
        clock.advance(by: .nanoseconds(Int64(((now - time) * 1e9).rounded())))
        time = now
    }

    mutating func next(at now: Double) -> Double {
        set(now)
        switch pacer.takeTurn() {
        case .go(let departure):
            underWay.append(departure)
            return now
        case .wait(let moment):
            return max(now + 1e-6, moment.offset / .seconds(1))
        }
    }

    /// It left in `next` already.
    mutating func send(at now: Double) {}

    mutating func answered(at now: Double, _ answer: SimulatedAnswer) {
        set(now)
        let departure = underWay[head]
        head += 1
        if head > 1_000 {
            underWay.removeFirst(head)
            head = 0
        }
        let limit = AdvertisedLimit(answer.headers)
        if answer.isRefused {
            pacer.refused(departure, askingFor: answer.retryAfter.map { .seconds($0) }, limit)
        } else {
            pacer.passed(departure, request, limit)
        }
    }
}

// MARK: - What others do; none of them heeds Retry-After, and each makes a refused request again at its pace.

/// botocore's adaptive mode: as fast as it can until it is refused, then by a cubic curve (beta 0.7, scale 0.4).
struct BotocoreClient: SimulatedClient {
    let concurrency = 64
    private let beta = 0.7
    private let scale = 0.4
    private var isLimited = false
    private var (fill, tokens, filledAt) = (0.0, 0.0, 0.0)
    private var (lastMax, lastRefusal) = (0.0, 0.0)
    private var (measured, bucket, count) = (0.0, 0.0, 0.0)

    private mutating func refill(at now: Double) {
        tokens = min(max(fill, 1), tokens + (now - filledAt) * fill)
        filledAt = now
    }

    mutating func next(at now: Double) -> Double {
        guard isLimited else { return now }
        refill(at: now)
        return tokens >= 1 ? now : now + max((1 - tokens) / fill, 1e-9)
    }

    mutating func send(at now: Double) { if isLimited { tokens -= 1 } }

    mutating func answered(at now: Double, _ answer: SimulatedAnswer) {
        measure(at: now)
        var rate: Double
        if answer.isRefused {
            lastMax = isLimited ? min(measured, fill) : measured
            lastRefusal = now
            rate = lastMax * beta
            if !isLimited { (isLimited, filledAt) = (true, now) }
        } else {
            let turn = pow(lastMax * (1 - beta) / scale, 1 / 3)
            rate = scale * pow(now - lastRefusal - turn, 3) + lastMax
        }
        guard isLimited else { return }
        refill(at: now)
        fill = max(min(rate, 2 * measured), 0.5)
        tokens = min(tokens, max(fill, 1))
    }

    private mutating func measure(at now: Double) {
        let current = (now * 2).rounded(.down) / 2
        count += 1
        guard current > bucket else { return }
        measured = count / (current - bucket) * 0.8 + measured * 0.2
        (count, bucket) = (0, current)
    }
}

/// One more a second each second, and a part of it after a refusal, at most once a round trip.
struct AIMDClient: SimulatedClient {
    let concurrency = 64
    private let factor: Double
    private var (rate, slot) = (10.0, 0.0)
    private var sent: [Double] = []
    private var (head, lastCut) = (0, -Double.infinity)

    init(_ factor: Double) { self.factor = factor }

    mutating func next(at now: Double) -> Double { max(slot, now) }

    mutating func send(at now: Double) {
        slot = max(slot, now) + 1 / rate
        sent.append(now)
    }

    mutating func answered(at now: Double, _ answer: SimulatedAnswer) {
        let left = sent[head]
        head += 1
        if !answer.isRefused {
            rate += 1 / rate
        } else if left > lastCut {
            (rate, lastCut) = (max(0.5, rate * factor), now)
        }
    }
}

/// rclone's pacer: a sleep of 10 ms to 2 s between calls, doubled by a refusal, and shortened by a quarter otherwise.
struct RcloneClient: SimulatedClient {
    let concurrency = 64
    private var (sleep, slot) = (0.01, 0.0)

    mutating func next(at now: Double) -> Double { max(slot, now) }

    mutating func send(at now: Double) { slot = max(slot, now) + sleep }

    mutating func answered(at now: Double, _ answer: SimulatedAnswer) {
        sleep = answer.isRefused ? min(2, sleep * 2) : max(0.01, sleep * 0.75)
    }
}

/// Ten a second, whatever comes.
struct GuessClient: SimulatedClient {
    let concurrency = 64
    private var slot = 0.0

    mutating func next(at now: Double) -> Double { max(slot, now) }

    mutating func send(at now: Double) { slot = max(slot, now) + 0.1 }

    mutating func answered(at now: Double, _ answer: SimulatedAnswer) {}
}
