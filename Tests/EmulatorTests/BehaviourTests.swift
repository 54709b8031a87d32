import AgentsAPI
import Emulator
import HTTPTypes
import HummingbirdTesting
import Telephony
import TestSupport
import Testing

@Suite("Rate limit and latency")
struct BehaviourTests {
    @Test("a key over its rate is told when to come back, and others go on", arguments: Depth.allCases)
    func rateLimit(depth: Depth) async throws {
        let clock = ManualClock()
        let limit = try RateLimit(parsing: "2/m")
        try await withAPI(depth) {
            $0.rateLimit = limit
            $0.clock = EmulatorClock(clock)
        } _: { api, _ in
            for _ in 1...2 { #expect(try await api.send(.get, "/connectors").status == 200) }
            let refused = try await api.send(.get, "/connectors")
            try refused.expectRefusal(429, "RATE_LIMIT_EXCEEDED")
            #expect(refused.response.headers[.retryAfter] == "30")
            #expect(try await api.by("sales-only").send(.get, "/connectors").status == 200)
            clock.advance(by: .seconds(29.5))
            let almost = try await api.send(.get, "/connectors")
            #expect(almost.response.headers[.retryAfter] == "1")
            clock.advance(by: .seconds(0.5))
            #expect(try await api.send(.get, "/connectors").status == 200)
            #expect(try await api.send(.get, "/connectors").status == 429)
        }
    }

    /// How many of ten requests pass at once, and after how many seconds the next one does.
    private func passes(_ text: String, after seconds: Double) async throws -> [Int] {
        let clock = ManualClock()
        let counts = Recorder<Int>()
        let limit = try RateLimit(parsing: text)
        try await withAPI(.router) {
            $0.rateLimit = limit
            $0.clock = EmulatorClock(clock)
        } _: { api, _ in
            for _ in 1...2 {
                var passed = 0
                for _ in 1...10 where try await api.send(.get, "/connectors").status == 200 { passed += 1 }
                counts.append(passed)
                clock.advance(by: .seconds(seconds))
            }
        }
        return counts.all
    }

    @Test("a limit is counted in a bucket, in fixed periods, or in a sliding one that counts what it refused")
    func kinds() async throws {
        #expect(try await passes("6/m", after: 20) == [6, 2])
        #expect(try await passes("6/m,burst=1", after: 20) == [1, 1])
        #expect(try await passes("6/m,fixed", after: 59) == [6, 0])
        #expect(try await passes("6/m,fixed", after: 60) == [6, 6])
        #expect(try await passes("6/m,sliding", after: 59) == [6, 0])
        #expect(try await passes("6/m,sliding", after: 60) == [6, 6])
    }

    @Test("answers say of the limit what is wanted, refusals too", arguments: RateLimitHeaders.allCases)
    func headers(headers: RateLimitHeaders) async throws {
        let limit = try RateLimit(parsing: "2/m,fixed")
        try await withAPI(.router) {
            $0.rateLimit = limit
            $0.rateLimitHeaders = headers
            $0.clock = EmulatorClock(ManualClock())
        } _: { api, _ in
            var said: [[String]] = []
            for status in [200, 200, 429] {
                let answer = try await api.send(.get, "/connectors")
                #expect(answer.status == status)
                let fields = answer.response.headers.filter { $0.name.canonicalName.contains("rate") }
                said.append(fields.map { "\($0.name): \($0.value)" }.sorted())
                #expect((answer.response.headers[.retryAfter] == "60") == (status == 429 && headers != .none))
            }
            switch headers {
            case .none, .retryAfter: #expect(said == [[], [], []])
            case .ietf:
                #expect(said[0] == ["RateLimit-Policy: \"default\";q=2;w=60", "RateLimit: \"default\";r=1;t=60"])
                #expect(said[2] == ["RateLimit-Policy: \"default\";q=2;w=60", "RateLimit: \"default\";r=0;t=60"])
            case .kong:
                #expect(
                    said[1] == [
                        "RateLimit-Limit: 2", "RateLimit-Remaining: 0", "RateLimit-Reset: 60",
                        "X-RateLimit-Limit-Minute: 2", "X-RateLimit-Remaining-Minute: 0",
                    ])
            }
        }
    }

    @Test("a request over the rate changes nothing")
    func rateLimitedWrite() async throws {
        let limit = try RateLimit(parsing: "1/h")
        try await withAPI(.router) {
            $0.rateLimit = limit
            $0.clock = EmulatorClock(ManualClock())
        } _: { api, store in
            _ = try await api.send(.get, "/connectors")
            let before = try await store.snapshot()
            #expect(try await api.send(.delete, "/connectors/front").status == 429)
            #expect(try await store.snapshot() == before)
        }
    }

    @Test("after a pause a key may send its full rate at once, and no more")
    func burst() async throws {
        let clock = ManualClock()
        let limit = try RateLimit(parsing: "5/s")
        try await withAPI(.router) {
            $0.rateLimit = limit
            $0.clock = EmulatorClock(clock)
        } _: { api, _ in
            clock.advance(by: .seconds(3600))
            for _ in 1...2 {
                var statuses: [Int] = []
                for _ in 1...6 { statuses.append(try await api.send(.get, "/connectors").status) }
                #expect(statuses == [200, 200, 200, 200, 200, 429])
                clock.advance(by: .seconds(60))
            }
        }
    }

    @Test("latencies stay in their range and are the same for the same seed")
    func latency() async throws {
        let range = LatencyRange(.milliseconds(20) ... .milliseconds(80))
        var runs: [[Duration]] = []
        for seed: UInt64 in [7, 7, 8] {
            let clock = ManualClock()
            try await withAPI(.router) {
                $0.latency = range
                $0.randomSeed = seed
                $0.clock = EmulatorClock(clock)
            } _: { api, _ in
                for _ in 1...20 { _ = try await api.send(.get, "/connectors") }
            }
            runs.append(clock.sleeps)
        }
        #expect(runs[0].count == 20)
        #expect(runs[0].allSatisfy(range.bounds.contains))
        #expect(Set(runs[0]).count > 10)
        #expect(runs[0] == runs[1])
        #expect(runs[0] != runs[2])
    }

    @Test("an interceptor stands around an operation that has been admitted")
    func interceptor() async throws {
        try await withAPI(.router) {
            $0.interceptors = [Teapot()]
        } _: { api, store in
            let unknown = try await api.by("guess").send(.delete, "/connectors/front")
            #expect(unknown.status == 401)
            #expect(try await api.send(.delete, "/connectors/front").status == 418)
            #expect(try await !store.snapshot().connectors.contains(Fixture.front))
        }
    }
}
