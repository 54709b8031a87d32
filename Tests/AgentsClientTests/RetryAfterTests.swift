import AgentsClient
import Foundation
import Testing

@Suite struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    private let date = Date(timeIntervalSince1970: 784_111_777)

    private func parsed(_ value: String) -> Duration? {
        RetryAfter.parse(value, now: date.addingTimeInterval(-90), cap: .seconds(300))
    }

    @Test(
        "seconds are obeyed, up to the cap",
        arguments: [
            ("7", Duration.seconds(7)), (" 120 ", .seconds(120)), ("300", .seconds(300)), ("31536000", .seconds(300)),
            ("99999999999999999999999999", .seconds(300)),
        ])
    func seconds(value: String, expected: Duration) { #expect(parsed(value) == expected) }

    @Test(
        "a date is obeyed in all three forms of HTTP",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ])
    func dates(value: String) { #expect(parsed(value) == .seconds(90)) }

    @Test("a date a year ahead is cut to the cap")
    func farDate() { #expect(parsed("Mon, 06 Nov 1995 08:49:37 GMT") == .seconds(300)) }

    @Test(
        "what is negative, past, zero or unreadable is ignored",
        arguments: ["-5", "0", "", "soon", "1e3", "0x10", "1.5", "Sun, 06 Nov 1994 08:40:00 GMT", "Sun, 99 Foo 1994"])
    func ignored(value: String) { #expect(parsed(value) == nil) }
}
