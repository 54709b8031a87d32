import AgentsClient
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RetryingTransportTests {
    private let clock = ManualClock()
    private let events = Recorder<TransportEvent>()
    private let pacer: Pacer<ManualClock>

    init() throws { pacer = Pacer(try #require(RequestRate(perSecond: 10)), clock: clock) }

    private func retrying(
        _ base: any Transport, _ policy: RetryPolicy = RetryPolicy(), fraction: Double = 1
    ) -> RetryingTransport<ManualClock> {
        RetryingTransport(
            PacedTransport(base, pacer: pacer), policy: policy, pacer: pacer,
            now: { Date(timeIntervalSince1970: 784_111_777) }, random: { fraction }, observer: events.append)
    }

    /// Sends while the clock is moved over every sleep; returns the answer and what was slept through.
    private func send(
        through transport: some Transport, sleeps: Int
    ) async throws -> (answer: Result<APIResponse, ClientFailure>, slept: [Duration]) {
        async let answer = result(of: transport)
        var slept: [Duration] = []
        for _ in 0..<sleeps {
            await clock.waitForSleepers()
            let next = try #require(clock.pendingSleeps.first)
            slept.append(next)
            clock.advance(by: next)
        }
        return await (answer, slept)
    }

    private func result(of transport: some Transport) async -> Result<APIResponse, ClientFailure> {
        do throws(ClientFailure) { return .success(try await transport.send(.sample)) } catch { return .failure(error) }
    }

    @Test("a request that is to be sent once is not sent again")
    func once() async throws {
        let base = FakeTransport(script: [.failure(.refused(503))])
        var request = APIRequest.sample
        request.isSentOnce = true
        let refusal = try await failure { try await retrying(base).send(request) }
        #expect(refusal.attempts == 1)
        #expect(base.requests.all.count == 1 && clock.pendingSleeps.isEmpty)
    }

    @Test("a request is sent again after growing pauses until it succeeds, and its attempts are counted")
    func success() async throws {
        let base = FakeTransport(script: [
            .failure(.refused(503)), .failure(.failed(.unreachable(.connectionLost, host: "h"))), .success(.ok()),
        ])
        let (answer, slept) = try await send(through: retrying(base), sleeps: 2)
        #expect(try answer.get().attempts == 3)
        #expect(slept == [.milliseconds(500), .seconds(1)])
        #expect(base.requests.all.map(\.attempt) == [1, 2, 3])
        #expect(Set(base.requests.all.map(\.body)).count == 1)
    }

    @Test("retries end after six attempts, with the last failure")
    func exhaustion() async throws {
        let base = FakeTransport(script: [.failure(.refused(503))])
        let (answer, slept) = try await send(through: retrying(base), sleeps: 5)
        let failure = try await failure { try answer.get() }
        #expect(failure.attempts == 6)
        #expect(slept == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        #expect(base.requests.all.count == 6)
    }

    /// What certainly did not arrive, or was turned away at the door.
    private static let notArrived: [ClientFailure.Kind] = [
        .refused(status: 429, nil), .unreachable(.connectionRefused, host: "h"),
        .unreachable(.nameNotResolved, host: "h"),
        .unreachable(.tls, host: "h"), .timedOut(.connecting, after: .seconds(5)),
    ]

    private static let inDoubt: [ClientFailure.Kind] = [
        .refused(status: 500, nil), .refused(status: 502, nil), .refused(status: 503, nil), .refused(status: 504, nil),
        .refused(status: 408, nil), .unreachable(.connectionLost, host: "h"),
        .timedOut(.answering, after: .seconds(30)),
        .unreadable(.cutOff),
    ]

    @Test("a request that writes is sent again only when it certainly did not arrive", arguments: notArrived + inDoubt)
    func writing(kind: ClientFailure.Kind) async throws {
        let failure = ClientFailure(kind, of: .updateConnectors)
        let base = FakeTransport(script: [.failure(failure), .success(.ok())])
        let instant = InstantClock()
        let pacer = Pacer(.modest, clock: instant)
        let retrying = RetryingTransport(base, pacer: pacer)
        let isRepeated = Self.notArrived.contains(kind)
        if isRepeated {
            #expect(try await retrying.send(.writing).attempts == 2)
        } else {
            #expect(try await AgentsClientTests.failure { try await retrying.send(.writing) } == failure)
        }
        #expect(base.requests.all.count == (isRepeated ? 2 : 1))
    }

    @Test("who makes a doubtful request again waits as this would, and is told when to give up", arguments: 1...7)
    func pause(attempt: Int) async throws {
        let instant = InstantClock()
        let retrying = RetryingTransport(
            FakeTransport(script: [.success(.ok())]), pacer: Pacer(.modest, clock: instant), random: { 1 })
        let start = instant.now
        let failure = ClientFailure(.refused(status: 503, nil), of: .updateConnectors)
        if attempt < 6 {
            try await retrying.pause(after: failure, attempt: attempt)
            #expect(start.duration(to: instant.now) == .milliseconds(500) * (1 << (attempt - 1)))
        } else {
            let thrown = try await AgentsClientTests.failure {
                try await retrying.pause(after: failure, attempt: attempt)
            }
            #expect(thrown == failure)
        }
    }

    @Test("a refusal for good is not tried again", arguments: [400, 401, 403, 404, 409, 422])
    func permanent(status: Int) async throws {
        let base = FakeTransport(script: [.failure(.refused(status))])
        let failure = try await failure { try await retrying(base).send(.sample) }
        #expect(failure == .refused(status))
        #expect(base.requests.all.count == 1 && events.all.isEmpty)
    }

    @Test("a failure may have been applied when any attempt may have been")
    func sticky() async throws {
        let base = FakeTransport(script: [
            .failure(.failed(.timedOut(.answering, after: .seconds(30)))), .failure(.refused(404)),
        ])
        let (answer, _) = try await send(through: retrying(base), sleeps: 1)
        let failure = try await failure { try answer.get() }
        #expect(failure.isNotFound && failure.mayHaveBeenApplied && failure.attempts == 2)
    }

    @Test(
        "Retry-After is obeyed to the second, as seconds or as a date",
        arguments: [
            ("7", Duration.seconds(7)), ("Sun, 06 Nov 1994 08:50:37 GMT", .seconds(60)), ("1.5", .seconds(1.5)),
            ("600", .seconds(600)),
        ])
    func retryAfter(header: String, expected: Duration) async throws {
        let base = FakeTransport(script: [.failure(.refused(429, retryAfter: header)), .success(.ok())])
        let (answer, slept) = try await send(through: retrying(base), sleeps: 1)
        #expect(try answer.get().attempts == 2)
        #expect(slept == [expected])
        #expect(events.all.contains(.heldBack(for: expected, because: .refused(429, retryAfter: header))))
    }

    @Test(
        "a pause that is longer than is waited for ends it at once, and says how long it would be",
        arguments: [
            ("3600", "60 minutes"), ("601", "10 minutes"), ("999999999", "87600 hours"),
            ("Sun, 06 Nov 1994 20:49:37 GMT", "12 hours"),
        ])
    func longPause(header: String, words: String) async throws {
        let base = FakeTransport(script: [.failure(.refused(header == "601" ? 503 : 429, retryAfter: header))])
        let failure = try await failure { try await retrying(base).send(.sample) }
        #expect(failure.longPause != nil)
        #expect(failure.message.hasSuffix("It asks to be left alone for \(words), longer than is waited for."))
        #expect(base.requests.all.count == 1 && clock.pendingSleeps.isEmpty)
    }

    @Test(
        "without a usable Retry-After the pause is the pacer's own, four requests long",
        arguments: [nil, "-3", "0", "later"])
    func noRetryAfter(header: String?) async throws {
        let base = FakeTransport(script: [.failure(.refused(429, retryAfter: header)), .success(.ok())])
        let (_, slept) = try await send(through: retrying(base), sleeps: 1)
        #expect(slept == [.milliseconds(400)])
    }

    @Test("Retry-After holds back the whole run, not one request")
    func holdsBackTheRun() async throws {
        let base = FakeTransport(script: [.failure(.refused(503, retryAfter: "20")), .success(.ok())])
        async let first = retrying(base).send(.sample)
        await clock.waitForSleepers()
        async let second = retrying(base).send(.sample)
        await pacer.waitUntilWaiting(2)
        clock.advance(by: .seconds(19))
        #expect(base.requests.all.count == 1 && clock.pendingSleeps == [.seconds(1)])
        clock.advance(by: .seconds(1))
        await base.requests.wait(for: 2)
        await clock.waitForSleepers()
        clock.advance(by: .milliseconds(100))
        _ = try await (first, second)
        #expect(base.requests.all.count == 3)
    }

    @Test("each retry is told to the observer with its reason and its pause")
    func observed() async throws {
        let base = FakeTransport(script: [.failure(.refused(502)), .success(.ok())])
        _ = try await send(through: retrying(base, fraction: 0.5), sleeps: 1)
        #expect(events.all == [.retrying(because: .refused(502), after: .milliseconds(250))])
    }
}
