/// Tells an observer of each request that leaves and of how it ends.
package struct ObservedTransport<C: Clock<Duration>>: Transport {
    private let base: any Transport
    private let clock: C
    private let observer: TransportObserver

    package init(_ base: any Transport, clock: C = ContinuousClock(), observer: @escaping TransportObserver) {
        self.base = base
        self.clock = clock
        self.observer = observer
    }

    package func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        observer(.sent(request.operation, attempt: request.attempt))
        let start = clock.now
        do throws(ClientFailure) {
            let response = try await base.send(request)
            observer(.answered(request.operation, status: response.status, after: start.duration(to: clock.now)))
            return response
        } catch {
            observer(.failed(error, after: start.duration(to: clock.now)))
            throw error
        }
    }
}
