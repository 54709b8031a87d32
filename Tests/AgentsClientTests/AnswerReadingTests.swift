import AgentsAPI
import AgentsClient
import Foundation
import Telephony
import TestSupport
import Testing

@Suite struct AnswerReadingTests {
    private func read(_ response: APIResponse) async throws -> [Connector] {
        try await AgentsReader(FakeTransport(script: [.success(response)])).connectors(of: "P")
    }

    @Test("unknown fields and environments are tolerated, and so is another status for success")
    func tolerance() async throws {
        let json = """
            {"page":1,"connectors":[{"connectorId":"C1","name":"n","accountId":"a","projectId":"P","clientEnv":"canary",
            "variantId":"","asrLangCode":"en-US","ttsLangCode":"en-US","voiceName":"v","disableHandoff":true,"x":{}}]}
            """
        let connectors = try await read(.ok(json, status: 203))
        #expect(connectors.map(\.clientEnv) == ["canary"])
    }

    @Test(
        "an answer that cannot be used is an error of its own kind",
        arguments: [
            ("<html>Hello</html>", ClientFailure.Unreadability.notJSON), ("", .notJSON),
            (#"{"connectors":[{"connec"#, .notJSON), ("{}", .wrongShape(path: "connectors")),
            ("[]", .wrongShape(path: "")), (#"{"connectors":[7]}"#, .wrongShape(path: "connectors[0]")),
            (
                #"{"connectors":[{"connectorId":"C1","name":7}]}"#, .wrongShape(path: "connectors[0].name")
            ),
        ])
    func unreadable(body: String, reason: ClientFailure.Unreadability) async throws {
        let failure = try await failure { try await read(.ok(body)) }
        #expect(failure.kind == .unreadable(reason))
        #expect(failure.excerpt == body)
        #expect(failure.correlationID == "corr-1")
        #expect(failure.mayHaveBeenApplied)
    }

    @Test("of an answer that cannot be used the first 200 characters are kept, made harmless")
    func excerpt() async throws {
        let failure = try await failure { try await read(.ok("\u{1B}[2J" + String(repeating: "é", count: 300))) }
        #expect(failure.excerpt == "\u{FFFD}[2J" + String(repeating: "é", count: 196))
    }

    @Test("the attempts of a retried answer are kept by the failure to read it")
    func attempts() async throws {
        var response = APIResponse.ok("no")
        response.attempts = 3
        let unreadable = response
        #expect(try await failure { try await read(unreadable) }.attempts == 3)
    }

    @Test("a transport that lets a refusal through does not make it a success")
    func refusalAsResponse() async throws {
        let failure = try await failure { try await read(.ok(#"{"connectors":[]}"#, status: 500)) }
        #expect(failure.kind == .refused(status: 500, nil))
    }
}
