import AsyncHTTPClient
import NIOCore
import NIOHTTPCompression

/// Runs `body` with a transport over HTTP; all connections are closed when it returns or throws.
package func withHTTPTransport<Value>(
    _ configuration: HTTPConfiguration, clock: any Clock<Duration> = ContinuousClock(),
    _ body: (HTTPTransport) async throws -> Value
) async throws -> Value {
    try await HTTPClient.withHTTPClient(configuration: HTTPClient.Configuration(configuration)) { client in
        try await body(HTTPTransport(configuration, client: client, clock: clock))
    }
}

extension HTTPClient.Configuration.Proxy {
    fileprivate init(_ proxy: ProxyAddress) {
        self = .server(
            host: proxy.host, port: proxy.port,
            authorization: proxy.credentials.map { .basic(username: $0.user, password: $0.password) })
    }
}

extension HTTPClient.Configuration {
    fileprivate init(_ configuration: HTTPConfiguration) {
        // Compressed answers are asked for, and unpacked; what comes of them meets the limits of any answer.
        self.init(
            redirectConfiguration: .disallow, proxy: configuration.proxy.map(Proxy.init),
            decompression: .enabled(limit: .none))
        timeout.connect = TimeAmount(configuration.connectTimeout)
        httpVersion = .http1Only
        connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.connectionLimit
        // Shorter than servers usually keep one: a request on a connection that the server just closed is a doubtful
        // one.
        connectionPool.idleTimeout = .seconds(15)
        // Trying again is RetryingTransport's work, which counts and shows it.
        connectionPool.retryConnectionEstablishment = false
        http1_1ConnectionDebugInitializer = AnswerGate.install
    }
}
