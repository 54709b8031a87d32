package import Foundation

/// Lets a request leave when the run's pacer says so, and tells the pacer what became of it.
package struct PacedTransport<C: Clock<Duration>>: Transport {
    private let base: any Transport
    private let pacer: Pacer<C>
    private let now: @Sendable () -> Date

    /// `now` reads dates in `Retry-After`.
    package init(_ base: any Transport, pacer: Pacer<C>, now: @escaping @Sendable () -> Date = { Date() }) {
        self.base = base
        self.pacer = pacer
        self.now = now
    }

    package func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        let departure = try await turn(of: request)
        do throws(ClientFailure) {
            let response = try await base.send(request)
            pacer.passed(departure, request, AdvertisedLimit(response.headers))
            return response
        } catch {
            if error.kind.isRateLimit {
                pacer.refused(departure, askingFor: error.pauseAskedFor(now: now()), error.limit)
            } else if case .refused = error.kind {
                pacer.passed(departure, request, error.limit)
            } else {
                pacer.failed(departure)
            }
            throw error
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
