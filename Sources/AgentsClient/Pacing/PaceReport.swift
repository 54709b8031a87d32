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
        let (count, growth) = (Double(requests), LimitFinder.growth(at: perSecond, roundTrip: roundTrip))
        guard bound == .nothing else { return count / perSecond + roundTrip }
        let growing = log(1 + count * growth / perSecond) / growth
        // Until it is as fast as it gets, and what is left then.
        let toCeiling = max(0, log(ceiling / perSecond)) / growth
        guard growing > toCeiling else { return growing + roundTrip }
        return toCeiling + (count - (ceiling - perSecond) / growth) / ceiling + roundTrip
    }
}
