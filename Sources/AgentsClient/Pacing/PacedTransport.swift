package import Foundation

/// Lets a request leave when the run's pacer says so, and tells the pacer what became of it.
package struct PacedTransport<C: Clock<Duration>>: Transport {
    private let base: any Transport
    private let pacer: Pacer<C>
    private let longestPause: Duration
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - longestPause: nobody is held back for longer: who is asked to wait longer gives up.
    ///   - now: reads dates in `Retry-After`.
    package init(
        _ base: any Transport, pacer: Pacer<C>, longestPause: Duration = RetryPolicy().longestRetryAfter,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.base = base
        self.pacer = pacer
        self.longestPause = longestPause
        self.now = now
    }

    package func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        let departure = try await turn(of: request)
        do throws(ClientFailure) {
            let start = pacer.clock.now
            var response = try await base.send(request)
            response.elapsed = start.duration(to: pacer.clock.now)
            pacer.passed(departure, request, AdvertisedLimit(response.headers))
            return response
        } catch {
            report(error, departure, request)
            throw error
        }
    }

    private func report(_ failure: ClientFailure, _ departure: Pacer<C>.Departure, _ request: APIRequest) {
        let pause = failure.pauseAskedFor(now: now())
        if failure.kind.isRateLimit, pause ?? .zero <= longestPause {
            pacer.refused(departure, askingFor: pause, failure.limit)
        } else if failure.kind.isAboutRequest {
            pacer.passed(departure, request, failure.limit)
        } else {
            pacer.failed(departure)
        }
    }

    private func turn(of request: APIRequest) async throws(ClientFailure) -> Pacer<C>.Departure {
        let pacer = pacer
        do {
            return try await untilShutdown { try await pacer.waitForTurn() }
        } catch {
            throw .notSent(.interrupted, of: request.operation)
        }
    }
}
