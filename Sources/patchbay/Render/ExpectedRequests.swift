import AgentsClient
import Foundation

/// What carrying out a plan comes to, where nothing has to be made again.
struct ExpectedRequests: Hashable, Encodable {
    let requests: Int
    /// As far as one can tell; the API publishes no limit.
    let seconds: Double

    init(_ requests: Int, at pace: PaceReport) {
        self.requests = requests
        seconds = pace.seconds(for: requests)
    }

    /// Such as `1 request, about 1 s`.
    var inWords: String { "\(counted(requests, "request")), about \(durationText(seconds))" }
}

/// A duration that is not known closely: in seconds, minutes or hours.
func durationText(_ seconds: Double) -> String {
    let whole = max(1, seconds.rounded(.up))
    if whole < 90 { return "\(Int(whole)) s" }
    let minutes = (whole / 60).rounded(.up)
    return minutes < 120 ? "\(Int(minutes)) min" : "\(Quantity.text(min(minutes, 1e9) / 60, digits: 0)) h"
}
