import Emulator
import Foundation
import HTTPTypes
import TestSupport

/// One row of the table: a limiter, what becomes of it, what it says, and how far away it is.
struct PacingRow: CustomStringConvertible, Sendable {
    enum Kind: String, CaseIterable { case burstOf1, burstOf1s, burstOf10s, fixed1s, fixed60s, sliding60s }
    /// For ten minutes as it is; from the middle on 40 % or 250 % of it; or with another client that takes 30 %.
    enum Course: String, CaseIterable { case constant, falls, rises, shared }
    enum Headers: String, CaseIterable { case all, retryAfter, none }

    var kind: Kind
    /// In requests a second.
    var limit: Double
    var course: Course
    var headers: Headers
    /// In seconds.
    var roundTrip: Double

    static let seconds = 600.0
    static let limits = [8.0, 50, 500]
    static let roundTrips = [0.005, 0.05, 0.5]

    var description: String {
        "\(kind.rawValue) \(Int(limit))/s \(course.rawValue), \(headers.rawValue), \(Int(roundTrip * 1000)) ms"
    }

    static func all(_ courses: [Course] = Course.allCases, _ headers: [Headers] = Headers.allCases) -> [PacingRow] {
        Kind.allCases.flatMap { kind in
            limits.flatMap { limit in
                courses.flatMap { course in
                    headers.flatMap { headers in
                        roundTrips.map {
                            PacingRow(kind: kind, limit: limit, course: course, headers: headers, roundTrip: $0)
                        }
                    }
                }
            }
        }
    }

    func limiter() -> any Limiter {
        switch kind {
        case .burstOf1: BucketLimiter(limit, burstOf: 0)
        case .burstOf1s: BucketLimiter(limit, burstOf: 1)
        case .burstOf10s: BucketLimiter(limit, burstOf: 10)
        case .fixed1s: FixedWindowLimiter(limit, period: 1, phase: 0.37)
        case .fixed60s: FixedWindowLimiter(limit, period: 60, phase: 17.37)
        case .sliding60s: SlidingWindowLimiter(limit, period: 60)
        }
    }

    /// What the limiter would let through on average, to this client.
    var mean: Double {
        switch course {
        case .constant: limit
        case .falls, .shared: limit * 0.7
        case .rises: limit * 1.75
        }
    }
}

/// How a client fared, in parts of 1 and in seconds.
struct PacingOutcome: CustomStringConvertible {
    /// What passed, of what the limit lets through in the time.
    var used = 0.0
    /// What was refused, of what was sent.
    var refused = 0.0
    /// The longest time in which nothing passed.
    var stall = 0.0
    /// When the first ten seconds begin in which 95 % of the limit passed.
    var to95 = Double.infinity

    var description: String { String(format: "%5.1f %5.2f", used * 100, refused * 100) }

    /// Whether this is as good as `other`, or within a hundredth of it with fewer refusals.
    func matches(_ other: PacingOutcome) -> Bool {
        used >= other.used - 1e-9 || (used >= other.used - 0.01 && refused < other.refused)
    }
}

extension PacingRow {
    /// Lets the client send for ten minutes as it will, always having more to send.
    func simulate(_ client: some SimulatedClient) -> PacingOutcome {
        var run = Run(self)
        return run.play(client, limiter())
    }

    private struct Run {
        let row: PacingRow
        var dice = SeededGenerator(seed: 7)
        var answers: [(at: Double, answer: SimulatedAnswer)] = []
        var head = 0
        var (passed, refused) = (0, 0)
        var (lastPassed, stall) = (0.0, 0.0)
        var perSecond = [Int](repeating: 0, count: Int(PacingRow.seconds) + 2)
        var hasChanged = false
        var otherNext = 0.0

        init(_ row: PacingRow) { self.row = row }

        mutating func play(_ client: some SimulatedClient, _ limiter: some Limiter) -> PacingOutcome {
            var (client, limiter, now) = (client, limiter, 0.0)
            while now < PacingRow.seconds {
                let answerAt = head < answers.count ? answers[head].at : .infinity
                let departure = answers.count - head < client.concurrency ? client.next(at: now) : .infinity
                guard departure < answerAt || departure <= now else {
                    now = max(now, answerAt)
                    client.answered(at: now, answers[head].answer)
                    head += 1
                    continue
                }
                guard departure <= now else {
                    now = departure
                    continue
                }
                client.send(at: now)
                answers.append((now + row.roundTrip, arrive(at: now + row.roundTrip / 2, &limiter)))
            }
            return outcome
        }

        private mutating func arrive(at now: Double, _ limiter: inout some Limiter) -> SimulatedAnswer {
            if !hasChanged, now >= PacingRow.seconds / 2 {
                hasChanged = true
                if row.course == .falls { limiter.change(to: row.limit * 0.4, at: now) }
                if row.course == .rises { limiter.change(to: row.limit * 2.5, at: now) }
            }
            while row.course == .shared, otherNext <= now {
                _ = limiter.admit(at: otherNext)
                otherNext -= log(Double.random(in: 1e-6...1, using: &dice)) / (row.limit * 0.3)
            }
            let wait = limiter.admit(at: now)
            if wait == nil {
                passed += 1
                stall = max(stall, now - lastPassed)
                lastPassed = now
                perSecond[min(Int(now), perSecond.count - 1)] += 1
            } else {
                refused += 1
            }
            return answer(wait, limiter.quota(at: now))
        }

        private func answer(_ wait: Double?, _ quota: Quota) -> SimulatedAnswer {
            var answer = SimulatedAnswer(isRefused: wait != nil)
            guard row.headers != .none else { return answer }
            answer.retryAfter = wait.map { max(1, $0.rounded(.up)) }
            guard row.headers == .all else { return answer }
            answer.headers[.init("RateLimit-Policy")!] = "\"default\";q=\(Int(quota.requests));w=\(Int(quota.seconds))"
            answer.headers[.init("RateLimit")!] = "\"default\";r=\(Int(quota.remaining));t=\(Int(quota.reset))"
            return answer
        }

        private var outcome: PacingOutcome {
            var outcome = PacingOutcome()
            outcome.used = min(1, Double(passed) / (row.mean * PacingRow.seconds))
            outcome.refused = Double(refused) / Double(max(1, passed + refused))
            outcome.stall = max(stall, PacingRow.seconds - lastPassed)
            let enough = 0.95 * 10 * row.limit * (row.course == .shared ? 0.7 : 1)
            let last = Int(PacingRow.seconds) - 10
            outcome.to95 =
                (0..<last).first { Double(perSecond[$0..<$0 + 10].reduce(0, +)) >= enough }.map(Double.init)
                ?? .infinity
            return outcome
        }
    }
}
