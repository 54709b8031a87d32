import AgentsClient
import Testing

@Suite struct APIKeyTests {
    private let secret = "sk-7Qw9Zx3kLmN0"

    @Test("white space round a key is dropped, so that a file's last line break does no harm")
    func trimming() throws { #expect(try APIKey(" \(secret)\r\n") == APIKey(secret)) }

    @Test(
        "a key that cannot be sent is refused without being repeated",
        arguments: [
            ("", APIKey.Problem.empty), (" \n", .empty), ("abc\r\nX-Evil: 1", .unsafeCharacter(position: 4)),
            ("ab cd", .unsafeCharacter(position: 3)), ("clé", .unsafeCharacter(position: 3)),
            ("a\u{0}", .unsafeCharacter(position: 2)),
        ])
    func refusal(text: String, expected: APIKey.Problem) { #expect(throws: expected) { try APIKey(text) } }

    @Test("a key does not show in any description, dump or mirror, alone or inside a configuration")
    func secrecy() throws {
        let key = try APIKey(secret)
        let configuration = HTTPConfiguration(baseURL: .region(.uk), key: key, version: "1.0")
        for value in [key, [key], configuration, Optional(key) as Any] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped, "\(Mirror(reflecting: value).children)"] {
                #expect(!text.contains(secret))
            }
        }
    }
}
