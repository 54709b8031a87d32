/// Lets a request leave when the run's pacer says so.
package struct PacedTransport<C: Clock<Duration>>: Transport {
    private let base: any Transport
    private let pacer: Pacer<C>

    package init(_ base: any Transport, pacer: Pacer<C>) {
        self.base = base
        self.pacer = pacer
    }

    package func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        let pacer = pacer
        do {
            try await untilShutdown { try await pacer.waitForTurn() }
        } catch {
            throw .notSent(.interrupted, of: request.operation)
        }
        return try await base.send(request)
    }
}
