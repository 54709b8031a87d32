import AgentsClient
import Foundation
import HTTPTypes
import Testing

@Suite struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    private let date = Date(timeIntervalSince1970: 784_111_777)

    private func parsed(_ value: String) -> Duration? { RetryAfter.parse(value, now: date.addingTimeInterval(-90)) }

    @Test(
        "seconds are obeyed, and so is a fraction of them",
        arguments: [
            ("7", Duration.seconds(7)), (" 120 ", .seconds(120)), ("3600", .seconds(3_600)), ("1.5", .seconds(1.5)),
            ("0.25", .milliseconds(250)), ("31536000", .seconds(31_536_000)),
        ])
    func seconds(value: String, expected: Duration) { #expect(parsed(value) == expected) }

    @Test(
        "a moment since 1970 is one, in seconds and in milliseconds",
        arguments: ["1784111777", "1784111777.0", "1784111777000"])
    func epoch(value: String) {
        let now = Date(timeIntervalSince1970: 1_784_111_687)
        #expect(RetryAfter.parse(value, now: now) == .seconds(90))
    }

    @Test("what no one would wait for is cut to ten years", arguments: ["99999999999999999999999999", "999999999"])
    func absurd(value: String) { #expect(parsed(value) == .seconds(10 * 365 * 86_400)) }

    @Test(
        "a date is obeyed in all three forms of HTTP",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ])
    func dates(value: String) { #expect(parsed(value) == .seconds(90)) }

    @Test(
        "a date is measured by the clock of the answer, however wrong that is",
        arguments: [-86_400, -600, 0, 600, 86_400])
    func skewed(seconds: Double) {
        var failure = ClientFailure(.refused(status: 429, nil), of: .getConnectors)
        failure.retryAfter = "Sun, 06 Nov 1994 08:49:37 GMT"
        failure.answeredAt = date.addingTimeInterval(-90)
        #expect(failure.pauseAskedFor(now: date.addingTimeInterval(seconds)) == .seconds(90))
        failure.answeredAt = nil
        #expect(failure.pauseAskedFor(now: date.addingTimeInterval(-30)) == .seconds(30))
    }

    @Test("the answer's own Date is read from its head")
    func answeredAt() {
        var response = APIResponse(status: 429)
        response.headers[.date] = "Sun, 06 Nov 1994 08:48:07 GMT"
        response.headers[.retryAfter] = "Sun, 06 Nov 1994 08:49:37 GMT"
        let failure = #expect(throws: ClientFailure.self) { try response.accepted(for: .getConnectors) }
        #expect(failure?.pauseAskedFor(now: Date()) == .seconds(90))
    }

    @Test(
        "what is negative, past, zero or unreadable is ignored",
        arguments: [
            "-5", "0", "0.0", "", "soon", "1e3", "0x10", "1.", ".5", "1.5.1", "1,5", "1000000000",
            "Sun, 06 Nov 1994 08:40:00 GMT", "Sun, 99 Foo 1994",
        ])
    func ignored(value: String) {
        #expect(RetryAfter.parse(value, now: Date(timeIntervalSince1970: 1_784_111_687)) == nil)
    }
}
