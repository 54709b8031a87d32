import AgentsAPI
import AgentsClient
import Foundation
import Testing

@Suite struct HarmlessTextTests {
    @Test(
        "control characters cannot reach a terminal",
        arguments: [
            ("plain é 漢 👩‍", "plain é 漢 👩\u{FFFD}"), ("a\r\nb\tc", "a  b c"),
            ("\u{1B}[31mred\u{7}", "\u{FFFD}[31mred\u{FFFD}"),
            ("\u{202E}gpj.exe", "\u{FFFD}gpj.exe"), ("\u{9B}2J", "\u{FFFD}2J"), ("a\u{2028}b", "a b"),
        ])
    func controls(text: String, expected: String) { #expect(HarmlessText.make(text) == expected) }

    @Test("two hundred characters are kept, not bytes")
    func limit() { #expect(HarmlessText.make(Data(String(repeating: "é", count: 300).utf8)).count == 200) }

    @Test("bytes that are not UTF-8 are replaced")
    func notUTF8() { #expect(HarmlessText.make(Data([0x41, 0xFF, 0x42])) == "A\u{FFFD}B") }

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
