package import Logging

/// Runs `body` with a client over HTTP that retries, paces, logs and reports; its connections are closed afterwards.
///
/// The order is: retry, pace, observe, log, send. So each attempt waits for its own turn, and is seen and logged alone.
package func withAgentsClient<Value>(
    _ configuration: HTTPConfiguration, pacer: Pacer<ContinuousClock> = Pacer(.modest),
    retry: RetryPolicy = RetryPolicy(), logger: Logger, observer: @escaping TransportObserver = { _ in },
    _ body: (AgentsClient) async throws -> Value
) async throws -> Value {
    try await withHTTPTransport(configuration) { transport in
        let logged = LoggingTransport(transport, logger: logger)
        let observed = ObservedTransport(logged, observer: observer)
        let paced = PacedTransport(observed, pacer: pacer, longestPause: retry.longestRetryAfter)
        let retrying = RetryingTransport(paced, policy: retry, pacer: pacer, observer: observer)
        return try await body(AgentsClient(retrying))
    }
}
