import Foundation

/// How fast requests are made, and what keeps them from being made faster.
package struct PaceReport: Hashable, Sendable {
    package enum Bound: Hashable, Sendable {
        /// Nothing; the pace grows.
        case nothing
        /// What the API lets through.
        case limit
        /// A part of it that was asked for.
        case share
        /// A number that was given.
        case given
        /// What is never exceeded, though the API may take more.
        case ceiling
        /// Answers take longer than they did.
        case latency
    }

    /// The pace, in requests a second.
    package let perSecond: Double
    package let bound: Bound
    /// What the API lets through, in requests a second, once that is known.
    package let limit: Double?

    private let ceiling: Double

    init(_ finder: LimitFinder) {
        ceiling = finder.rate.ceiling
        perSecond = finder.pace
        limit = finder.found
        bound =
            if finder.found != nil || finder.stage == .narrowing, finder.rate.share < 1 {
                .share
            } else if finder.pace >= finder.rate.ceiling {
                finder.rate.isFound ? .ceiling : .given
            } else if finder.found != nil || finder.stage == .narrowing {
                .limit
            } else {
                finder.latency.objects ? .latency : .nothing
            }
    }

    /// About how long so many requests take, in seconds, when each is answered after `roundTrip`.
    package func seconds(for requests: Int, roundTrip: Double = 0.1) -> Double {
        guard requests > 0 else { return 0 }
        var (left, pace, time) = (Double(requests), perSecond, roundTrip)
        guard bound == .nothing else { return left / pace + time }
        for end in [min(LimitFinder.quickFrom, ceiling), ceiling] where pace < end {
            let growth = LimitFinder.growth(at: pace, roundTrip: roundTrip)
            guard left > (end - pace) / growth else { return time + log(1 + left * growth / pace) / growth }
            time += log(end / pace) / growth
            left -= (end - pace) / growth
            pace = end
        }
        return time + left / pace
    }
}
