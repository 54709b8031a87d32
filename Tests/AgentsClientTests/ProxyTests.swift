import AgentsAPI
import AgentsClient
import Foundation
import Telephony
import TestSupport
import Testing

@Suite("Proxies", .timeLimit(.minutes(10))) struct ProxyTests {
    private static let api = "https://api.uk.poly.ai"

    private func proxy(_ environment: [String: String], of url: String = api) throws -> ProxyAddress? {
        try ProxyAddress.of(BaseURL(url), environment: environment)
    }

    @Test(
        "the one that the environment names is used for the API",
        arguments: [
            (["HTTPS_PROXY": "http://proxy.example.com:3128"], "proxy.example.com", 3128),
            (["https_proxy": "proxy.example.com:8080"], "proxy.example.com", 8080),
            (["https_proxy": "http://lower:1", "HTTPS_PROXY": "http://upper:2"], "lower", 1),
            (["https_proxy": "", "HTTPS_PROXY": "http://upper/"], "upper", 80),
            (["HTTPS_PROXY": "http://p:1", "NO_PROXY": "example.com, api.us.poly.ai, ly.ai"], "p", 1),
        ])
    func used(environment: [String: String], host: String, port: Int) throws {
        let proxy = try proxy(environment)
        #expect(proxy?.host == host)
        #expect(proxy?.port == port)
    }

    @Test(
        "none is used where none is named, or the host is excepted",
        arguments: [
            [:], ["HTTPS_PROXY": ""], ["HTTP_PROXY": "http://p:1"], ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"],
            ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "api.uk.poly.ai"],
            ["HTTPS_PROXY": "http://p:1", "no_proxy": ".poly.ai"],
            ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "x, POLY.AI:443"],
            ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "*.poly.ai"],
            ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "localhost poly.ai"],
        ] as [[String: String]])
    func unused(environment: [String: String]) throws { #expect(try proxy(environment) == nil) }

    @Test(
        "none is ever used for this machine",
        arguments: [
            "http://localhost:8080", "http://127.0.0.1:8080", "https://127.0.0.2", "https://[::1]:9",
            "https://localhost",
        ])
    func loopback(url: String) throws { #expect(try proxy(["HTTPS_PROXY": "http://p:1"], of: url) == nil) }

    @Test(
        "a value that names none is refused without being shown",
        arguments: ["socks5://user:secret@p:1", "http://", "https://secret@p:1", "secret:secret:secret"])
    func refused(value: String) throws {
        let problem = #expect(throws: ProxyAddress.Problem.self) { try proxy(["HTTPS_PROXY": value]) }
        #expect("\(try #require(problem))".hasPrefix("HTTPS_PROXY does not name a proxy"))
        #expect(!"\(try #require(problem))".contains("secret"))
    }

    @Test("one that cannot be reached is what is said not to be there")
    func unreachable() async throws {
        try await withHeldPort { port in
            var configuration = HTTPConfiguration(
                baseURL: try BaseURL(Self.api), key: try APIKey(testKey), version: "1.2.3")
            configuration.proxy = try proxy(["HTTPS_PROXY": "http://127.0.0.1:\(port)"])
            try await withHTTPTransport(configuration) { transport in
                let failure = await #expect(throws: ClientFailure.self) {
                    try await AgentsReader(transport).connector("C1", of: "P")
                }
                #expect(failure?.kind == .unreachable(.connectionRefused, host: "the proxy 127.0.0.1:\(port)"))
            }
        }
    }

    @Test("it is asked for a tunnel to the API, and never sees the key")
    func tunnel() async throws {
        try await withByteServer([.bytesThenClose("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")]) { server in
            let address = "http://user:pass@127.0.0.1:\(server.port)"
            var configuration = HTTPConfiguration(
                baseURL: try BaseURL(Self.api), key: try APIKey(testKey), version: "1.2.3")
            configuration.proxy = try proxy(["HTTPS_PROXY": address])
            try await withHTTPTransport(configuration) { transport in
                _ = await #expect(throws: ClientFailure.self) {
                    try await AgentsReader(transport).connector("C1", of: "P")
                }
            }
            let request = try #require(server.requests.all.first)
            #expect(request.hasPrefix("CONNECT api.uk.poly.ai:443 HTTP/1.1\r\n"))
            #expect(request.contains("dXNlcjpwYXNz"))
            #expect(!server.requests.all.joined().contains(testKey))
        }
    }
}
