import Foundation
import Sheet
import Testing

@Test(
    "a finding prints as the compiler's do, with what is known of its place",
    arguments: [
        (
            Finding(.error, file: "n.csv", line: 17, column: "voice_name", message: "No."),
            "n.csv:17: error: [voice_name] No."
        ),
        (Finding(.warning, file: "n.csv", line: 3, message: "Hm."), "n.csv:3: warning: Hm."),
        (Finding(.note, file: "n.csv", message: "So."), "n.csv: note: So."),
    ])
func findingPrints(finding: Finding, text: String) {
    #expect(finding.description == text)
}

@Test("a finding encodes its message as plain text and reads back equal")
func findingCodes() throws {
    let finding = Finding(.error, file: "n.csv", line: 2, column: "voice", message: "Not \("this").")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(finding)
    #expect(
        String(decoding: json, as: UTF8.self)
            == #"{"column":"voice","file":"n.csv","line":2,"message":"Not this.","severity":"error"}"#)
    #expect(try JSONDecoder().decode(Finding.self, from: json) == finding)
}
