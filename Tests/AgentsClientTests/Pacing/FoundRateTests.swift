import AgentsClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

@Suite("A rate that is found") struct FoundRateTests {
    private let clock = ManualClock()
    private let request = APIRequest(.lookUpConnector, method: .get, path: "/")

    /// Lets the next request leave, as soon as it may.
    private func leave(_ pacer: Pacer<ManualClock>) -> Pacer<ManualClock>.Departure {
        while true {
            switch pacer.takeTurn() {
            case .go(let departure): return departure
            case .wait(let moment): clock.advance(by: clock.now.duration(to: moment))
            }
        }
    }

    /// Sends requests one after the other, each answered after so long.
    private func pass(_ count: Int, _ pacer: Pacer<ManualClock>, after milliseconds: Int) {
        for _ in 1...count {
            let departure = leave(pacer)
            clock.advance(by: .milliseconds(milliseconds))
            pacer.passed(departure, request, nil)
        }
    }

    @Test("it begins with ten a second and grows while nothing objects, up to its own ceiling")
    func growing() {
        let pacer = Pacer(.found(), clock: clock)
        #expect(pacer.report.perSecond == 10 && pacer.report.bound == .nothing && pacer.report.limit == nil)
        pass(100, pacer, after: 1)
        #expect((30...100).contains(pacer.report.perSecond))
        pass(20_000, pacer, after: 1)
        #expect(pacer.report.perSecond == 1_000 && pacer.report.bound == .ceiling)
    }

    @Test("answers that take longer than they did are an objection")
    func latency() {
        let pacer = Pacer(.found(), clock: clock)
        pass(60, pacer, after: 5)
        let before = pacer.report.perSecond
        pass(60, pacer, after: 500)
        #expect(pacer.report.bound == .latency && pacer.report.perSecond < before * 2)
        pass(60, pacer, after: 500)
        #expect(pacer.report.perSecond == 10)
    }

    @Test("a number is never exceeded, and what is refused takes it below")
    func given() throws {
        let pacer = Pacer(try #require(RequestRate(perSecond: 20)), clock: clock)
        pass(500, pacer, after: 1)
        #expect(pacer.report.perSecond == 20 && pacer.report.bound == .given)
        pacer.refused(leave(pacer), askingFor: .seconds(1), nil)
        #expect(pacer.report.perSecond < 20 && pacer.report.bound == .limit)
        #expect(pacer.pause == .seconds(1))
    }

    @Test("as many requests are under way as the rate and the answers' time come to", arguments: [1, 100, 1_000])
    func width(milliseconds: Int) {
        let pacer = Pacer(.found(), clock: clock)
        pacer.begin(knowing: 50)
        pass(40, pacer, after: milliseconds)
        let needed = pacer.report.perSecond * Double(milliseconds) / 1000
        let width = pacer.width(most: 64)
        #expect(Double(width) >= min(64, needed) && width <= max(3, Int(needed * 1.5) + 4) && width <= 64)
    }

    @Test("what was found earlier is begun with, and given up when it does not hold any more")
    func known() {
        let pacer = Pacer(.found(), clock: clock)
        pacer.begin(knowing: 50)
        #expect(pacer.report.perSecond == 50 && pacer.report.limit == 50 && pacer.report.bound == .limit)
        for (known, limit) in [(50.0, 8.0), (8, 50), (49, 50), (51, 50)] {
            let row = PacingRow(
                kind: .burstOf1s, limit: limit, course: .constant, headers: .retryAfter, roundTrip: 0.05)
            let outcome = row.simulate(PacerClient(knowing: known))
            #expect(outcome.used > 0.9 && outcome.refused < 0.01, "\(known) of \(limit): \(outcome)")
        }
    }

    @Test("whatever is answered in whatever order, the pace stays one", arguments: 1...20 as ClosedRange<UInt64>)
    func anything(seed: UInt64) throws {
        var dice = SeededGenerator(seed: seed)
        let pacer = Pacer(.found(), clock: clock)
        var underWay: [Pacer<ManualClock>.Departure] = []
        for _ in 1...2_000 {
            switch pacer.takeTurn() {
            case .go(let departure): underWay.append(departure)
            case .wait: clock.advance(by: .milliseconds(Int.random(in: 1...400, using: &dice)))
            }
            guard underWay.count > Int.random(in: 0...20, using: &dice) else { continue }
            let departure = underWay.remove(at: Int.random(in: 0..<underWay.count, using: &dice))
            let said =
                try [nil, nil, "X-RateLimit-Remaining: 0\nX-RateLimit-Reset: 3", "RateLimit-Policy: 9;w=1"]
                .randomElement(using: &dice)?.map { try AdvertisedLimitTests.Example(headers: $0).limit() } ?? nil
            switch Int.random(in: 0...9, using: &dice) {
            case 0...2:
                let pause = [nil, 1, 1, 7, 60].randomElement(using: &dice) ?? nil
                pacer.refused(departure, askingFor: pause.map { .seconds($0) }, said)
            case 3: pacer.failed(departure)
            case 4: pacer.holdBack(for: .seconds(Int.random(in: 0...30, using: &dice)))
            default: pacer.passed(departure, request, said)
            }
            let report = pacer.report
            #expect(report.perSecond.isFinite && (0.02...1_000).contains(report.perSecond))
            #expect(report.limit.map { $0 > 0 && $0.isFinite } ?? true)
        }
    }

    @Test(
        "a pause that is longer than is waited for holds nobody else back",
        arguments: [("600", Duration.seconds(600)), ("601", .zero), ("86400", .zero), ("999999999", .zero)])
    func tooLong(header: String, expected: Duration) async throws {
        let pacer = Pacer(.found(), clock: clock)
        let paced = PacedTransport(
            FakeTransport(script: [.failure(.refused(429, retryAfter: header))]), pacer: pacer)
        await #expect(throws: ClientFailure.self) { try await paced.send(.sample) }
        #expect(pacer.pause == expected)
    }

    @Test("requests that come one after the other, and do not wait for the pace, make it no faster")
    func sequential() {
        let pacer = Pacer(.found(), clock: clock)
        pass(20, pacer, after: 500)
        #expect(pacer.report.perSecond == 10 && pacer.width(most: 64) < 12)
    }

    @Test("errors of the server are no reason to go faster")
    func errors() {
        let pacer = Pacer(.found(), clock: clock)
        for _ in 1...200 {
            let departure = leave(pacer)
            clock.advance(by: .milliseconds(1))
            pacer.failed(departure)
        }
        #expect(pacer.report.perSecond < 15)
    }

    @Test("slow limits are found too", arguments: [0.5, 1, 2])
    func slow(limit: Double) {
        for kind in [PacingRow.Kind.burstOf1, .burstOf1s, .burstOf10s] {
            let row = PacingRow(kind: kind, limit: limit, course: .constant, headers: .retryAfter, roundTrip: 0.05)
            let outcome = row.simulate(PacerClient())
            // Of so few requests, each refusal is a large part.
            #expect(outcome.used > 0.8 && outcome.refused < 0.25, "\(row): \(outcome)")
        }
    }

    @Test("two long pauses at the start do not make it crawl when the API takes more afterwards")
    func longPauses() {
        let pacer = Pacer(.found(), clock: clock)
        for _ in 1...2 { pacer.refused(leave(pacer), askingFor: .seconds(60), nil) }
        pass(300, pacer, after: 1)
        #expect(pacer.report.perSecond > 10)
    }

    @Test("one that is asked to wait long at its first request does not crawl afterwards")
    func earlyPause() {
        let pacer = Pacer(.found(), clock: clock)
        pacer.refused(leave(pacer), askingFor: .seconds(60), nil)
        #expect(pacer.pause == .seconds(60))
        pass(1, pacer, after: 1)
        #expect(pacer.report.perSecond > 5)
    }

    @Test("headers without a period hold back when nothing remains, for as long as they say")
    func nothingRemains() throws {
        let pacer = Pacer(.found(), clock: clock)
        let departure = leave(pacer)
        let headers = AdvertisedLimitTests.Example(headers: "X-RateLimit-Remaining: 0\nX-RateLimit-Reset: 9")
        pacer.passed(departure, request, try headers.limit())
        #expect(pacer.pause == .seconds(9))
    }

    @Test("the time that requests take is said beforehand, whether the pace grows or is known")
    func expected() throws {
        let given = Pacer(try #require(RequestRate(perSecond: 20)), clock: clock).report
        #expect(given.seconds(for: 0) == 0 && (10...10.5).contains(given.seconds(for: 200)))
        let growing = Pacer(.found(), clock: clock)
        let said = growing.report.seconds(for: 500)
        let start = clock.now
        pass(500, growing, after: 1)
        let took = start.duration(to: clock.now) / .seconds(1)
        #expect((0.8...1.2).contains(said / took), "said \(said), took \(took)")
    }
}
