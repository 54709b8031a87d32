import Foundation
import TestSupport
import Testing

@testable import AgentsClient

@Suite("A key that a server sends back in another form") struct EscapedKeyTests {
    static let keys = [
        "sk+live/abc=def-123", #"quo"ted\slash/+="#, #"\\\\////"#, "sk-7Qw9Zx3kLmN0", #"u002Bu002B"#, "%2B%2B%2B%2B",
        "aaaaaaaaaaab",
    ]

    /// Ways in which honest writers put a text into JSON, an address, or JSON within JSON.
    static let forms: [@Sendable (String) -> String] = [
        { $0 },
        { json($0) },
        { $0.utf8.map { "\\u00" + hexadecimal($0) }.joined() },
        { $0.utf8.map { "\\u00" + hexadecimal($0).lowercased() }.joined() },
        { json($0).replacing("/", with: "\\/") },
        { json(json($0)) },
        { html($0) },
        { $0.utf8.map { "&#\($0);" }.joined() },
        { $0.utf8.map { "&#x00" + hexadecimal($0) + ";" }.joined() },
        { $0.utf8.map { "%" + hexadecimal($0) }.joined() },
        { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" },
    ]

    @Test("is taken out, whole or cut in two anywhere", arguments: keys)
    func taken(key: String) async throws {
        let secret = try APIKey(key)
        for form in Self.forms {
            let echo = form(key)
            let text = #"{"a":""# + echo + #"x",""# + echo + #"":1}"#
            let clean = #"{"a":"(API key)x","(API key)":1}"#
            #expect(secret.redacted(from: text) == clean)
            #expect(secret.redacted(from: Data(text.utf8)) == Data(clean.utf8))
            let bytes = Array(text.utf8)
            // Every cut takes long where nothing is optimised, and others wait for their turn.
            for cut in stride(from: 0, through: bytes.count, by: 5) {
                await Task.yield()
                var stream = StreamedRedaction(of: secret)
                let passed = stream.pass(bytes[..<cut]) + stream.pass(bytes[cut...]) + stream.rest()
                #expect(String(decoding: passed, as: UTF8.self) == clean)
            }
        }
    }

    @Test("what JSON makes of an answer holds no key either", arguments: keys)
    func decoded(key: String) throws {
        let secret = try APIKey(key)
        for escape in [Self.forms[1], Self.forms[2], Self.forms[4]] {
            let body = Data(#"["before \#(escape(key)) after"]"#.utf8)
            let texts = try JSONDecoder().decode([String].self, from: secret.redacted(from: body))
            #expect(texts == ["before (API key) after"])
        }
    }

    @Test("texts that only look like it stay", arguments: keys)
    func others(key: String) throws {
        let secret = try APIKey(key)
        let texts = [String(key.dropLast()), key.uppercased() + "?", "\\", "\\u", "\\u00", "%", "%2", "", "\\\\\\"]
        for text in texts where !text.contains(key) { #expect(secret.redacted(from: text) == text) }
    }

    @Test("a long answer that repeats it thousands of times is read in one go")
    func repeated() throws {
        let secret = try APIKey("sk+live/abc=def-123")
        let text = String(repeating: #"sk\u002blive\/abc=def-123,"#, count: 10_000)
        #expect(secret.redacted(from: text) == String(repeating: "(API key),", count: 10_000))
    }

    private static func json(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }

    private static func html(_ text: String) -> String {
        let entities = ["&": "&amp;", "\"": "&quot;", "+": "&#43;", "=": "&equals;", "/": "&sol;", "\\": "&#x5C;"]
        return text.map { entities[String($0)] ?? String($0) }.joined()
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
