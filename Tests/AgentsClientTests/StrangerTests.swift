import AgentsAPI
import AgentsClient
import ForeignText
import Foundation
import Logging
import Telephony
import TestSupport
import Testing

@Suite("Answers of a server that nobody knows", .timeLimit(.minutes(10))) struct StrangerTests {
    @Test("whatever bytes come, they end in an answer or in a sentence", arguments: [1, 2, 3, 4] as [UInt64])
    func random(seed: UInt64) async throws {
        var dice = AnswerDice(seed: 900_000 + seed)
        let replies = (1...60).map { _ in ByteServer.Reply.dataThenClose(dice.answer()) }
        let ends = Recorder<String>()
        try await withStranger(replies) { client in
            for call in 1...replies.count {
                do throws(ClientFailure) {
                    switch call % 3 {
                    case 0: _ = try await client.reader.connectors(of: "P")
                    case 1: _ = try await client.reader.lookUpConnector(for: "+442079460958", of: "P")
                    default: _ = try await client.updateConnectors([], of: "P")
                    }
                    ends.append("answer")
                } catch {
                    ends.append("failure")
                    let sentence = error.message
                    #expect(sentence.hasPrefix("Could not ") && sentence.utf8.count < 20_000)
                    #expect(sentence.unicodeScalars.filter { !$0.isHarmless }.isEmpty)
                    #expect((error.errorCode?.rawValue.utf8.count ?? 0) <= 200)
                }
            }
        }
        #expect(Set(ends.all) == ["answer", "failure"])
    }

    @Test("a status below 100 is no answer, with a body or without", arguments: 0..<100)
    func lowStatus(status: Int) async throws {
        let code = String(repeating: "0", count: 3 - String(status).count) + String(status)
        try await withScriptedTransport([
            .bytesThenClose("HTTP/1.1 \(code) Low\r\nContent-Length: 2\r\n\r\n{}"),
            .bytesThenClose("HTTP/1.1 \(code) Low\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
        ]) { transport, _ in
            for _ in 1...2 {
                let failure = try await failure { try await transport.send(.sample) }
                #expect(failure.kind == .unreadable(.notHTTP) && failure.mayHaveBeenApplied)
            }
        }
    }

    @Test("an answer about one object has a small limit of its own, and so has a refusal")
    func small() async throws {
        let many = "{\"x\":[" + String(repeating: "{},", count: 1_000_000) + "{}]}"
        try await withStranger([
            .bytes(ByteServer.answer(many)), .bytes(ByteServer.answer(many, status: "400 Bad Request")),
        ]) { client in
            let answer = await #expect(throws: ClientFailure.self) {
                _ = try await client.reader.lookUpConnector(for: "+442079460958", of: "P")
            }
            #expect(answer?.kind == .tooLarge(limit: 1 << 20))
            let refusal = await #expect(throws: ClientFailure.self) {
                _ = try await client.reader.lookUpConnector(for: "+442079460958", of: "P")
            }
            #expect(refusal?.kind == .refused(status: 400, nil))
        }
    }

    @Test("one element of a listing has a limit too")
    func element() async throws {
        let many = "{\"connectors\":[{\"x\":[" + String(repeating: "{},", count: 500_000) + "{}]}]}"
        try await withStranger([.bytes(ByteServer.answer(many))]) { client in
            let failure = await #expect(throws: ClientFailure.self) {
                _ = try await client.reader.connectors(of: "P")
            }
            #expect(failure?.kind == .tooLarge(limit: 1 << 20))
        }
    }

    @Test("texts that are kept are bounded in bytes, whatever their characters are made of")
    func bounded() throws {
        let long = "e" + String(repeating: "\u{301}", count: 300_000)
        let envelope = ErrorEnvelope(
            error: long, errorID: long, errorCode: ErrorCode(rawValue: long), errorMessage: long)
        let response = APIResponse(status: 400, body: try JSONEncoder().encode(envelope))
        let failure = try #require(throws: ClientFailure.self) { try response.accepted(for: .updateConnector) }
        #expect((failure.errorCode?.rawValue.utf8.count ?? .max) <= 200)
        #expect((failure.correlationID?.utf8.count ?? .max) <= 800)
        #expect(failure.message.utf8.count < 20_000)
        #expect(HarmlessText.make(long).utf8.count <= 1_600)
        #expect(HarmlessText.make(Data(long.utf8)).utf8.count <= 1_700)
    }

    @Test(
        "a setting that is longer than any honest one, or holds U+0000, is not the documented form",
        arguments: ["connectorId", "accountId", "projectId", "clientEnv", "variantId", "asrLangCode", "voiceName"])
    func settings(name: String) async throws {
        let values = [String(repeating: "x", count: 1_001), #"a\u0000b"#]
        let replies = values.map { ByteServer.Reply.bytes(ByteServer.answer(Self.connector(name, $0))) }
        let honest = ByteServer.Reply.bytes(
            ByteServer.answer(Self.connector(name, String(repeating: "x", count: 1_000))))
        try await withStranger(replies + [honest]) { client in
            for _ in values {
                let failure = await #expect(throws: ClientFailure.self) {
                    _ = try await client.reader.connector("c", of: "P")
                }
                #expect(failure?.kind == .unreadable(.wrongShape(path: name)))
            }
            _ = try await client.reader.connector("c", of: "P")
        }
    }

    private static func connector(_ name: String, _ value: String) -> String {
        let fields = [
            "connectorId", "accountId", "clientEnv", "name", "projectId", "variantId", "asrLangCode", "ttsLangCode",
            "voiceName",
        ].map { "\"\($0)\":\"\($0 == name ? value : "v")\"" }
        return "{\(fields.joined(separator: ",")),\"disableHandoff\":false}"
    }

    /// Requests are sent once, so that each reply is to one call.
    private func withStranger(
        _ replies: [ByteServer.Reply], _ body: @escaping @Sendable (AgentsClient) async throws -> Void
    ) async throws {
        try await withByteServer(replies) { server in
            let address = try BaseURL("http://127.0.0.1:\(server.port)")
            var configuration = HTTPConfiguration(baseURL: address, key: try APIKey(testKey), version: "1")
            configuration.requestTimeout = .seconds(300)
            var policy = RetryPolicy()
            policy.maximumAttempts = 1
            policy.maximumRefusals = 1
            let rate = try #require(RequestRate(perSecond: 1e6))
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            try await withAgentsClient(configuration, pacer: Pacer(rate), retry: policy, logger: logger, body)
        }
    }
}
