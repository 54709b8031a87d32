import AgentsAPI
import AgentsClient
import Foundation
import TestSupport
import Testing

@Suite("what can go wrong on the wire is told apart", .timeLimit(.minutes(10))) struct HTTPFailureTests {
    private static let head = "HTTP/1.1 200 OK\r\nX-PolyAI-Correlation-Id: corr-1\r\n"

    @Test(
        "an answer that is cut off keeps what came and its correlation ID",
        arguments: ["Content-Length: 100\r\n\r\n{\"connec", "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"connec\r\n"])
    func cutOff(rest: String) async throws {
        try await withScriptedTransport([.bytesThenClose(Self.head + rest)]) { transport, _ in
            let failure = try await failure { try await transport.send(.sample) }
            #expect(failure.kind == .unreadable(.cutOff))
            #expect(failure.excerpt == "{\"connec" && failure.correlationID == "corr-1")
            #expect(failure.mayHaveBeenApplied)
        }
    }

    @Test("a refusal that is cut off is still a refusal")
    func cutOffRefusal() async throws {
        let reply = "HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\n{\"succ"
        try await withScriptedTransport([.bytesThenClose(reply)]) { transport, _ in
            let failure = try await failure { try await transport.send(.sample) }
            #expect(failure.kind == .refused(status: 404, nil) && !failure.mayHaveBeenApplied)
        }
    }

    @Test("a connection that is closed without an answer may have carried the request")
    func closed() async throws {
        try await withScriptedTransport([.close]) { transport, server in
            let failure = try await failure { try await transport.send(.sample) }
            #expect(failure.kind == .unreachable(.connectionLost, host: "127.0.0.1:\(server.port)"))
            #expect(failure.mayHaveBeenApplied)
        }
    }

    @Test("something that is not HTTP is said to be so")
    func notHTTP() async throws {
        try await withScriptedTransport([.bytesThenClose("SSH-2.0-OpenSSH_9.2\r\n")]) { transport, _ in
            let failure = try await failure { try await transport.send(.sample) }
            #expect(failure.kind == .unreadable(.notHTTP))
        }
    }

    @Test("an answer over the limit is given up, whether it tells its length or not", arguments: [true, false])
    func tooLarge(tellsLength: Bool) async throws {
        let body = String(repeating: "x", count: 5000)
        let reply = tellsLength ? Self.head + "Content-Length: 5000\r\n\r\n\(body)" : Self.head + "\r\n\(body)"
        try await withScriptedTransport([.bytesThenClose(reply)], largestAnswer: 4999) { transport, _ in
            let failure = try await failure { try await transport.send(.sample) }
            #expect(failure.kind == .tooLarge(limit: 4999) && failure.correlationID == "corr-1")
        }
        try await withScriptedTransport([.bytesThenClose(reply)], largestAnswer: 5000) { transport, _ in
            let answer = try await transport.send(.sample)
            #expect(answer.body.count == 5000)
        }
    }

    @Test(
        "an answer that does not come, or does not end, times out",
        arguments: [ByteServer.Reply.silence, .bytes(head + "Content-Length: 100\r\n\r\n{")])
    func timeout(reply: ByteServer.Reply) async throws {
        let clock = ManualClock()
        try await withScriptedTransport([reply], clock: clock) { transport, server in
            async let ending = failure { try await transport.send(.sample) }
            await server.requests.wait(for: 1)
            await clock.waitForSleepers()
            clock.advance(by: .seconds(30))
            let failure = try await ending
            #expect(failure.kind == .timedOut(.answering, after: .seconds(30)) && failure.mayHaveBeenApplied)
        }
    }

    @Test(
        "cancelling a request on the wire gives it up; it may have been applied",
        arguments: [ByteServer.Reply.silence, .bytes(head + "Content-Length: 100\r\n\r\n{")])
    func cancelled(reply: ByteServer.Reply) async throws {
        try await withScriptedTransport([reply]) { transport, server in
            let task = Task { try await transport.send(.sample) }
            await server.requests.wait(for: 1)
            task.cancel()
            let failure = try await failure { try await task.value }
            #expect(failure.kind == .interrupted && failure.mayHaveBeenApplied && failure.attempts == 1)
        }
    }

    @Test("a request that is cancelled before it leaves is not sent")
    func cancelledBefore() async throws {
        try await withScriptedTransport([]) { transport, server in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await transport.send(.sample)
            }
            let failure = try await failure { try await task.value }
            #expect(failure.kind == .interrupted && !failure.mayHaveBeenApplied && failure.attempts == 0)
            #expect(server.requests.all.isEmpty)
        }
    }

    @Test("nobody listening is told from a lost connection", arguments: ["127.0.0.1", "localhost", "[::1]"])
    func connectionRefused(host: String) async throws {
        try await withHeldPort { port in
            let failure = try await failureOfSending(to: "http://\(host):\(port)")
            #expect(failure.kind == .unreachable(.connectionRefused, host: "\(host):\(port)"))
            #expect(!failure.mayHaveBeenApplied)
        }
    }

    @Test("a host name that does not resolve is told from a host that does not answer")
    func nameNotResolved() async throws {
        // Labels end at 63 characters, so the resolver refuses this one without asking the network.
        let host = String(repeating: "a", count: 64) + ".invalid"
        let failure = try await failureOfSending(to: "https://\(host)")
        #expect(failure.kind == .unreachable(.nameNotResolved, host: host))
        #expect(!failure.mayHaveBeenApplied)
    }

    @Test("a server whose certificate is not trusted gets neither request nor key")
    func untrustedCertificate() async throws {
        try await withByteServer([.bytes(ByteServer.answer("{}"))], tls: untrustedTLSContext()) { server in
            let failure = try await failureOfSending(to: "https://localhost:\(server.port)")
            #expect(failure.kind == .unreachable(.tls, host: "localhost:\(server.port)"))
            #expect(!failure.mayHaveBeenApplied)
            #expect(server.requests.all.isEmpty)
        }
    }

    private func failureOfSending(to address: String) async throws -> ClientFailure {
        let configuration = HTTPConfiguration(baseURL: try BaseURL(address), key: try APIKey(testKey), version: "1")
        return try await withHTTPTransport(configuration) { transport in
            try await failure { try await transport.send(.sample) }
        }
    }
}
