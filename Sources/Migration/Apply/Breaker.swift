import AgentsClient
import Foundation
import Synchronization

/// Notices by requests that fail one after the other that the API is out of order. While it is open, nothing is sent.
final class Breaker: Sendable {
    /// So many in a row open it.
    static let threshold = 2

    struct Outage: Sendable {
        /// When the first request failed.
        let since: Date
        /// The last one's.
        let failure: ClientFailure
    }

    private struct State {
        var failures = 0
        var outage: Outage?
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date) { self.now = now }

    /// Nil while it is closed.
    var outage: Outage? { state.withLock { $0.failures < Self.threshold ? nil : $0.outage } }

    /// Throws `BreakerIsOpen`.
    func check() throws {
        if outage != nil { throw BreakerIsOpen() }
    }

    func answered() {
        state.withLock { $0 = State() }
    }

    /// Counts a request whose retries ran out. Where nothing answers at all, one is enough.
    ///
    /// - Parameter isReached: whether the API answered another request after this one.
    func failed(_ failure: ClientFailure, isReached: Bool = false) {
        let time = now()
        state.withLock { state in
            state.failures += 1
            if failure.isUnreachable, !isReached { state.failures = max(state.failures, Self.threshold) }
            state.outage = Outage(since: state.outage?.since ?? time, failure: failure)
        }
    }

    /// The API answers again, but was not seen to change anything yet: the next failure opens the breaker at once.
    func close() {
        state.withLock { $0 = State(failures: Self.threshold - 1) }
    }
}

/// Ends a batch early; what was not sent of it is taken up once the API answers again.
struct BreakerIsOpen: Error {}
