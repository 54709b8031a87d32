import AgentsAPI
import AgentsClient
import Foundation
import Telephony
import TestSupport
import Testing

@Suite("the key appears nowhere but in the request", .timeLimit(.minutes(10))) struct SecrecyTests {
    private static let echo = #"{"headers":{"X-API-KEY":"\#(testKey)"}}"#

    private static let replies: [ByteServer.Reply] = [
        .bytes(ByteServer.answer(#"{"connectors":[]}"#)), .bytes(ByteServer.answer(echo)),
        .bytes(ByteServer.answer(echo, status: "401 Unauthorized")),
        .bytes(ByteServer.answer("", status: "302 Found", headers: "Location: https://x/?key=\(testKey)\r\n")),
        .bytes(ByteServer.answer(envelopeJSON, status: "400 Bad Request")),
        .bytesThenClose("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n\(echo)"), .close,
    ]

    private static let envelopeJSON =
        #"{"success":false,"error":"\#(testKey)","error_id":"\#(testKey)","error_code":"\#(testKey)","#
        + #""error_message":"bad key \#(testKey)","data":null}"#

    @Test("not in a log at trace level, nor in a failure, its dump or its mirror, even when a server echoes it")
    func nowhere() async throws {
        let capture = LogCapture()
        let events = Recorder<TransportEvent>()
        var texts: [String] = []
        try await withByteServer(Self.replies) { server in
            let address = try BaseURL("http://127.0.0.1:\(server.port)")
            let configuration = HTTPConfiguration(baseURL: address, key: try APIKey(testKey), version: "1")
            var policy = RetryPolicy()
            policy.maximumAttempts = 1
            policy.maximumRefusals = 1
            let rate = try #require(RequestRate(perSecond: 1e6))
            try await withAgentsClient(
                configuration, pacer: Pacer(rate), retry: policy, logger: capture.logger, observer: events.append
            ) { client in
                for _ in Self.replies { texts += await ending(of: client) }
            }
            #expect(server.requests.all.count == Self.replies.count)
            #expect(server.requests.all.allSatisfy { $0.contains(testKey) })
        }
        texts += events.all.flatMap(renderings) + capture.lines
        #expect(capture.lines.count == 7 * 2 + 2)
        #expect(texts.filter { $0.contains(testKey) } == [])
    }

    @Test("not in the dump or mirror of a transport")
    func transport() async throws {
        try await withScriptedTransport([.bytes(ByteServer.answer("{}"))]) { transport, _ in
            _ = try await transport.send(.sample)
            #expect(renderings(transport).filter { $0.contains(testKey) } == [])
        }
    }

    private func ending(of client: AgentsClient) async -> [String] {
        do {
            return renderings(try await client.reader.connectors(of: "P"))
        } catch {
            return renderings(error) + [error.message, error.excerpt ?? "", error.correlationID ?? ""]
        }
    }

    private func renderings(_ value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(reflecting: value), dumped, "\(Mirror(reflecting: value).children.map(\.value))"]
    }
}
