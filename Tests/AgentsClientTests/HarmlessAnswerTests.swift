import AgentsAPI
import AgentsClient
import ForeignText
import Foundation
import Testing

@Suite struct HarmlessAnswerTests {
    @Test("the ID that an answer gives itself is harmless, and so is every sentence about it")
    func refusal() throws {
        let hostile = "a\u{1B}[2J\u{9B}1m\u{202E}\nb"
        let envelope = ErrorEnvelope(
            error: hostile, errorID: hostile, errorCode: ErrorCode(rawValue: hostile), errorMessage: hostile)
        let response = APIResponse(status: 400, body: try JSONEncoder().encode(envelope))
        let failure = try #require(throws: ClientFailure.self) { try response.accepted(for: .updateConnector) }
        for text in [failure.correlationID ?? "", failure.message] {
            #expect(text.contains("a\u{FFFD}[2J\u{FFFD}1m\u{FFFD} b"))
            #expect(text.unicodeScalars.filter { !$0.isHarmless }.isEmpty)
        }
    }
}
