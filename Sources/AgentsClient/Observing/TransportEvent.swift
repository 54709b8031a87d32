/// What happens on the way to the API, for a progress line and for counting.
package enum TransportEvent: Hashable, Sendable {
    case sent(APIOperation, attempt: Int)
    case answered(APIOperation, status: Int, after: Duration)
    /// The attempt ended without a usable answer.
    case failed(ClientFailure, after: Duration)
    /// The request will be sent again, when the run is not interrupted before.
    case retrying(because: ClientFailure, after: Duration)
    /// No request of the run leaves for this long, as the API asked for fewer.
    case heldBack(for: Duration, because: ClientFailure)
}

package typealias TransportObserver = @Sendable (TransportEvent) -> Void
