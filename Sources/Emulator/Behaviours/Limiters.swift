import Foundation

/// A server's limiter of one key, told of each request in the order of arrival. Times are in seconds, limits in
/// requests a second.
package protocol Limiter: Sendable {
    /// Lets a request through and returns nil, or returns in how many seconds one would be let through.
    mutating func admit(at now: Double) -> Double?
    mutating func change(to perSecond: Double, at now: Double)
    func quota(at now: Double) -> Quota
}

/// What a limiter's headers say: so many in so many seconds, what remains, and in how many seconds that begins anew.
package struct Quota: Sendable {
    package var requests: Double
    package var seconds: Double
    package var remaining: Double
    package var reset: Double
}

/// Fills evenly, and holds what comes in so many seconds; at least one.
package struct BucketLimiter: Limiter {
    private var perSecond: Double
    private let seconds: Double
    private var tokens: Double
    private var last = 0.0

    package init(_ perSecond: Double, burstOf seconds: Double) {
        (self.perSecond, self.seconds, tokens) = (perSecond, seconds, max(1, seconds * perSecond))
    }

    private mutating func fill(at now: Double) {
        tokens = min(max(1, perSecond * seconds), tokens + (now - last) * perSecond)
        last = now
    }

    package mutating func admit(at now: Double) -> Double? {
        fill(at: now)
        guard tokens < 1 - 1e-9 else {
            tokens -= 1
            return nil
        }
        return (1 - tokens) / perSecond
    }

    package mutating func change(to perSecond: Double, at now: Double) {
        fill(at: now)
        self.perSecond = perSecond
    }

    package func quota(at now: Double) -> Quota {
        let window = max(seconds, 1)
        return Quota(
            requests: max(1, perSecond * window), seconds: window, remaining: max(0, tokens.rounded(.down)),
            reset: (1 / perSecond).rounded(.up))
    }
}

/// So many in each period, counted anew when it begins.
package struct FixedWindowLimiter: Limiter {
    private var perSecond: Double
    private let period: Double
    /// How far into a period it is at 0.
    private let phase: Double
    private var window = -1.0
    private var count = 0.0

    package init(_ perSecond: Double, period: Double, phase: Double) {
        (self.perSecond, self.period, self.phase) = (perSecond, period, phase)
    }

    private func window(at now: Double) -> Double { ((now + phase) / period).rounded(.down) }

    private func end(at now: Double) -> Double { (window(at: now) + 1) * period - phase - now }

    package mutating func admit(at now: Double) -> Double? {
        if window(at: now) != window { (window, count) = (window(at: now), 0) }
        guard count >= (perSecond * period + 1e-6).rounded(.down) else {
            count += 1
            return nil
        }
        return end(at: now)
    }

    package mutating func change(to perSecond: Double, at now: Double) { self.perSecond = perSecond }

    package func quota(at now: Double) -> Quota {
        let requests = perSecond * period
        return Quota(
            requests: requests, seconds: period, remaining: max(0, requests - count), reset: end(at: now).rounded(.up))
    }
}

/// So many in any period; what it refuses counts too.
package struct SlidingWindowLimiter: Limiter {
    private var perSecond: Double
    private let period: Double
    private var arrivals: [Double] = []
    private var head = 0

    package init(_ perSecond: Double, period: Double) { (self.perSecond, self.period) = (perSecond, period) }

    package mutating func admit(at now: Double) -> Double? {
        while head < arrivals.count, arrivals[head] <= now - period { head += 1 }
        if head > 100_000 {
            arrivals.removeFirst(head)
            head = 0
        }
        let (inside, most) = (arrivals.count - head, Int(perSecond * period + 1e-6))
        arrivals.append(now)
        return inside < most ? nil : arrivals[head + inside + 1 - most] + period - now
    }

    package mutating func change(to perSecond: Double, at now: Double) { self.perSecond = perSecond }

    package func quota(at now: Double) -> Quota {
        let requests = perSecond * period
        return Quota(
            requests: requests, seconds: period, remaining: max(0, requests - Double(arrivals.count - head)),
            reset: period)
    }
}
