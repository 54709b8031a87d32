import AgentsClient
import Foundation

/// What carrying out a plan comes to, where nothing has to be made again.
struct ExpectedRequests: Hashable, Encodable {
    let requests: Int
    let seconds: Double
    /// Whether the rate is known; else it takes longer where the API has a limit, which it does not publish.
    let isRateKnown: Bool

    init(_ requests: Int, at pace: PaceReport) {
        self.requests = requests
        seconds = pace.seconds(for: requests)
        isRateKnown = pace.bound != .nothing
    }

    /// Such as `1 request, about 1 s`.
    var inWords: String {
        "\(counted(requests, "request")), \(isRateKnown ? "about" : "at least") \(durationText(seconds))"
    }
}

/// A duration that is not known closely: in seconds, minutes or hours.
func durationText(_ seconds: Double) -> String {
    let whole = max(1, seconds.rounded(.up))
    if whole < 90 { return "\(Int(whole)) s" }
    let minutes = (whole / 60).rounded(.up)
    return minutes < 120 ? "\(Int(minutes)) min" : "\(Quantity.text(min(minutes, 1e9) / 60, digits: 0)) h"
}
