import Emulator
import Testing

@Suite("Options as text")
struct OptionTests {
    @Test(
        "a rate is so many requests a second, minute or hour",
        arguments: [("20/s", 20, Duration.seconds(1)), ("600/m", 600, .seconds(60)), ("1/h", 1, .seconds(3600))])
    func rate(text: String, requests: Int, period: Duration) throws {
        #expect(try RateLimit(parsing: text) == RateLimit(requests: requests, per: period))
    }

    @Test(
        "a rate can say how it is counted",
        arguments: [
            ("20/s,burst=1", RateLimit.Kind.bucket(burst: 1)), ("20/s,burst=500", .bucket(burst: 500)),
            ("20/s,fixed", .fixed), ("20/s,sliding", .sliding), ("20/s", .bucket(burst: 20)),
        ])
    func kind(text: String, kind: RateLimit.Kind) throws {
        #expect(try RateLimit(parsing: text) == RateLimit(requests: 20, per: .seconds(1), kind))
    }

    @Test(
        "what is no rate is answered with a sentence",
        arguments: [
            "", "20", "20/", "/s", "0/s", "-1/s", "20/d", "20/s/s", "1.5/s", "20 / s", "20/s,", "20/s,burst=0",
            "20/s,burst=", "20/s,best", "20/s,fixed,fixed",
            "9223372036854775807/s",
        ])
    func noRate(text: String) {
        let problem = #expect(throws: OptionProblem.self) { try RateLimit(parsing: text) }
        let start = "\"\(text)\" is not a rate. Write requests per second, minute or hour: 20/s, 600/m or 10000/h;"
        #expect(problem?.description.hasPrefix(start) == true)
    }

    @Test(
        "a latency is a time or a range",
        arguments: [
            ("50ms", Duration.milliseconds(50), Duration.milliseconds(50)),
            ("20ms…80ms", .milliseconds(20), .milliseconds(80)),
            ("20ms..80ms", .milliseconds(20), .milliseconds(80)),
            ("20ms...80ms", .milliseconds(20), .milliseconds(80)),
            ("0.5s..2s", .milliseconds(500), .seconds(2)),
            ("0ms..1s", .zero, .seconds(1)),
        ])
    func latency(text: String, low: Duration, high: Duration) throws {
        #expect(try LatencyRange(parsing: text) == LatencyRange(low...high))
    }

    @Test(
        "what is no latency is answered with a sentence",
        arguments: ["", "50", "ms", "-5ms", "20ms…", "..80ms", "20ms-80ms", "1ms..2ms..3ms", "2h", "nans", "infs"])
    func noLatency(text: String) {
        #expect(throws: OptionProblem.latency(text)) { try LatencyRange(parsing: text) }
        #expect(OptionProblem.latency(text).description.hasPrefix("\"\(text)\" is not a latency"))
    }

    @Test("a range that ends before it begins is refused")
    func backwards() {
        #expect(throws: OptionProblem.latencyBackwards("80ms..20ms")) { try LatencyRange(parsing: "80ms..20ms") }
    }
}
