import AsyncHTTPClient
import NIOCore

/// Runs `body` with a transport over HTTP; all connections are closed when it returns or throws.
package func withHTTPTransport<Value>(
    _ configuration: HTTPConfiguration, clock: any Clock<Duration> = ContinuousClock(),
    _ body: (HTTPTransport) async throws -> Value
) async throws -> Value {
    try await HTTPClient.withHTTPClient(configuration: HTTPClient.Configuration(configuration)) { client in
        try await body(HTTPTransport(configuration, client: client, clock: clock))
    }
}

extension HTTPClient.Configuration {
    fileprivate init(_ configuration: HTTPConfiguration) {
        self.init(redirectConfiguration: .disallow, proxy: nil, decompression: .disabled)
        timeout.connect = TimeAmount(configuration.connectTimeout)
        httpVersion = .http1Only
        connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.connectionLimit
        // Shorter than servers usually keep one: a request on a connection that the server just closed is a doubtful
        // one.
        connectionPool.idleTimeout = .seconds(15)
        // Trying again is RetryingTransport's work, which counts and shows it.
        connectionPool.retryConnectionEstablishment = false
    }
}
