import AgentsClient
import ServiceLifecycleTestKit
import TestSupport
import Testing

@Suite("waits end at once when the run is to stop", .timeLimit(.minutes(10))) struct InterruptionTests {
    private let clock = ManualClock()

    private func pacer() throws -> Pacer<ManualClock> {
        Pacer(try #require(RequestRate(perSecond: 1)), clock: clock)
    }

    @Test("cancelling a request that waits for its turn interrupts it before it was sent")
    func cancelledInPacer() async throws {
        let pacer = try pacer()
        try await pacer.waitForTurn()
        let base = FakeTransport(script: [.success(.ok())])
        let task = Task { try await PacedTransport(base, pacer: pacer).send(.sample) }
        await clock.waitForSleepers()
        task.cancel()
        let failure = try await failure { try await task.value }
        #expect(failure.kind == .interrupted)
        #expect(!failure.mayHaveBeenApplied)
        #expect(failure.attempts == 0)
        #expect(base.requests.all.isEmpty)
    }

    @Test("graceful shutdown interrupts a request that waits for its turn")
    func shutdownInPacer() async throws {
        let pacer = try pacer()
        try await pacer.waitForTurn()
        let base = FakeTransport(script: [.success(.ok())])
        try await testGracefulShutdown { trigger in
            async let ending = failure { try await PacedTransport(base, pacer: pacer).send(.sample) }
            await clock.waitForSleepers()
            trigger.triggerGracefulShutdown()
            let failure = try await ending
            #expect(failure.kind == .interrupted && !failure.mayHaveBeenApplied && failure.attempts == 0)
        }
        #expect(base.requests.all.isEmpty)
    }

    @Test("no request leaves after graceful shutdown has begun, although it need not wait")
    func shutdownBefore() async throws {
        let base = FakeTransport(script: [.success(.ok())])
        let paced = PacedTransport(base, pacer: try pacer())
        try await testGracefulShutdown { trigger in
            trigger.triggerGracefulShutdown()
            let failure = try await failure { try await paced.send(.sample) }
            #expect(failure.kind == .interrupted)
        }
        #expect(base.requests.all.isEmpty)
    }

    @Test("graceful shutdown does not cut a request on the wire")
    func shutdownOnTheWire() async throws {
        let base = FakeTransport { [clock] request throws(ClientFailure) in
            do { try await clock.sleep(for: .seconds(9)) } catch { throw .failed(.interrupted) }
            return .ok("[1]")
        }
        let paced = PacedTransport(base, pacer: try pacer())
        try await testGracefulShutdown { trigger in
            async let answer = paced.send(.sample)
            await clock.waitForSleepers()
            trigger.triggerGracefulShutdown()
            clock.advance(by: .seconds(9))
            let finished = try await answer
            var expected = APIResponse.ok("[1]")
            expected.elapsed = .seconds(9)
            #expect(finished == expected)
        }
    }

    @Test("cancelling the pause before a retry interrupts it, and earlier attempts are not forgotten")
    func cancelledInBackoff() async throws {
        let base = FakeTransport(script: [.failure(.failed(.timedOut(.answering, after: .seconds(30))))])
        let retrying = RetryingTransport(base, pacer: try pacer(), random: { 0.5 })
        let task = Task { try await retrying.send(.sample) }
        await clock.waitForSleepers()
        task.cancel()
        let failure = try await failure { try await task.value }
        #expect(failure.kind == .interrupted && failure.mayHaveBeenApplied && failure.attempts == 1)
    }

    @Test("graceful shutdown ends the pause before a retry; what was refused before was not applied")
    func shutdownInBackoff() async throws {
        let base = FakeTransport(script: [.failure(.failed(.unreachable(.connectionRefused, host: "h")))])
        let retrying = RetryingTransport(base, pacer: try pacer(), random: { 0.5 })
        try await testGracefulShutdown { trigger in
            async let ending = failure { try await retrying.send(.sample) }
            await clock.waitForSleepers()
            trigger.triggerGracefulShutdown()
            let failure = try await ending
            #expect(failure.kind == .interrupted && !failure.mayHaveBeenApplied && failure.attempts == 1)
        }
        #expect(base.requests.all.count == 1)
    }
}
