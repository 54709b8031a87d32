import AgentsAPI
import AgentsClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

let testKey = "sk-7Qw9Zx3kLmN0"

/// Sends to a server that plays `replies`.
func withScriptedTransport<Value>(
    _ replies: [ByteServer.Reply], clock: any Clock<Duration> = ContinuousClock(), largestAnswer: Int = 1 << 20,
    _ body: (HTTPTransport, ByteServer) async throws -> Value
) async throws -> Value {
    try await withByteServer(replies) { server in
        let address = try BaseURL("http://127.0.0.1:\(server.port)")
        var configuration = HTTPConfiguration(baseURL: address, key: try APIKey(testKey), version: "1.2.3")
        configuration.largestAnswer = largestAnswer
        // More than a busy machine takes.
        if clock is ContinuousClock { configuration.requestTimeout = .seconds(300) }
        return try await withHTTPTransport(configuration, clock: clock) { try await body($0, server) }
    }
}

@Suite(.timeLimit(.minutes(10))) struct HTTPTransportTests {
    @Test("a request carries the key, its types and its agent, and the path stays encoded")
    func writing() async throws {
        try await withScriptedTransport([.bytes(ByteServer.answer("{}"))]) { transport, server in
            let path = "/v1/agents/P/telephony/phone-numbers/%2B44%2F1"
            let request = APIRequest(
                .routePhoneNumber, method: .patch, path: path, query: [.init(name: "a", value: "b&+c")],
                body: Data(#"{"connectorId":"C1"}"#.utf8))
            let answer = try await transport.send(request)
            #expect(answer.status == 200 && answer.correlationID == "corr-1" && answer.body == Data("{}".utf8))
            let sent = try #require(server.requests.all.first)
            #expect(sent.hasPrefix("PATCH \(path)?a=b%26%2Bc HTTP/1.1\r\n"))
            #expect(sent.hasSuffix("\r\n\r\n" + #"{"connectorId":"C1"}"#))
            for line in [
                "X-API-KEY: \(testKey)", "Accept: application/json", "Content-Type: application/json",
                "User-Agent: patchbay/1.2.3", "host: 127.0.0.1:\(server.port)",
            ] { #expect(sent.lowercased().contains("\r\n\(line.lowercased())\r\n")) }
            #expect(sent.lowercased().contains("\r\naccept-encoding: deflate, gzip\r\n"))
        }
    }

    @Test("a request without a body names no content type, and the base URL's path comes first")
    func reading() async throws {
        try await withByteServer([.bytes(ByteServer.answer("{}"))]) { server in
            let address = try BaseURL("http://127.0.0.1:\(server.port)/gateway/")
            let configuration = HTTPConfiguration(baseURL: address, key: try APIKey(testKey), version: "1")
            try await withHTTPTransport(configuration) { transport in
                _ = try await transport.send(APIRequest(.listConnectors, method: .get, path: "/v1/x"))
            }
            let sent = try #require(server.requests.all.first)
            #expect(sent.hasPrefix("GET /gateway/v1/x HTTP/1.1\r\n"))
            #expect(!sent.lowercased().contains("content-type"))
        }
    }

    @Test("a refusal is thrown with its envelope, its Retry-After and its correlation ID")
    func refusal() async throws {
        let envelope = ErrorEnvelope(error: "e", errorID: "id-7", errorCode: .forbidden, errorMessage: "m")
        let json = String(decoding: try JSONEncoder().encode(envelope), as: UTF8.self)
        let reply = ByteServer.answer(json, status: "429 Too Many Requests", headers: "retry-after: 7\r\n")
        try await withScriptedTransport([.bytes(reply)]) { transport, _ in
            let failure = try await failure { try await transport.send(.sample) }
            #expect(failure.kind == .refused(status: 429, envelope))
            #expect(failure.retryAfter == "7" && failure.correlationID == "id-7" && failure.excerpt == nil)
        }
    }

    @Test("a refusal without an envelope keeps the header's correlation ID and the beginning of the body")
    func bareRefusal() async throws {
        let reply = ByteServer.answer("<html>\nBad gateway</html>", status: "502 Bad Gateway")
        try await withScriptedTransport([.bytes(reply)]) { transport, _ in
            let failure = try await failure { try await transport.send(.sample) }
            #expect(failure.kind == .refused(status: 502, nil) && failure.correlationID == "corr-1")
            #expect(failure.excerpt == "<html> Bad gateway</html>")
        }
    }

    @Test("a redirect is not followed, and the failure says where it pointed", arguments: [301, 302, 303, 307, 308])
    func redirect(status: Int) async throws {
        let target = "https://evil.example.com/x"
        let reply = ByteServer.answer("", status: "\(status) Elsewhere", headers: "Location: \(target)\r\n")
        try await withScriptedTransport([.bytes(reply)]) { transport, server in
            let failure = try await failure { try await transport.send(.sample) }
            #expect(failure.kind == .redirected(status: status, to: target))
            #expect(!failure.mayHaveBeenApplied)
            #expect(server.requests.all.count == 1)
        }
    }

    @Test("connections are used again")
    func keepAlive() async throws {
        let reply = ByteServer.Reply.bytes(ByteServer.answer("{}"))
        try await withScriptedTransport([reply, reply]) { transport, server in
            for _ in 1...2 { _ = try await transport.send(.sample) }
            #expect(server.requests.all.count == 2)
        }
    }
}
