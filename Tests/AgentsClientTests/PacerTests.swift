import AgentsClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct PacerTests {
    private let clock = ManualClock()

    private func pacer(_ perSecond: Double) throws -> Pacer<ManualClock> {
        Pacer(try #require(RequestRate(perSecond: perSecond)), clock: clock)
    }

    @Test("requests are spaced evenly, and the first does not wait")
    func spacing() async throws {
        let pacer = try pacer(10)
        try await pacer.waitForTurn()
        for _ in 1...3 {
            async let turn = pacer.waitForTurn()
            await clock.waitForSleepers()
            #expect(clock.pendingSleeps == [.milliseconds(100)])
            clock.advance(by: .milliseconds(100))
            _ = try await turn
        }
    }

    @Test("after a pause only a burst of a tenth of a second's requests goes at once")
    func burst() async throws {
        let pacer = try pacer(30)
        clock.advance(by: .seconds(60))
        for _ in 1...3 { try await pacer.waitForTurn() }
        async let turn = pacer.waitForTurn()
        await clock.waitForSleepers()
        #expect(clock.pendingSleeps == [.seconds(1) / 30.0])
        clock.advance(by: .seconds(1))
        _ = try await turn
    }

    @Test("a rate is positive and finite", arguments: [0, -1, .nan, .infinity])
    func badRate(perSecond: Double) { #expect(RequestRate(perSecond: perSecond) == nil) }

    @Test("those who wait are served in the order they came, one at a time")
    func order() async throws {
        let pacer = try pacer(1)
        try await pacer.waitForTurn()
        let served = Recorder<Int>()
        try await withThrowingTaskGroup { group in
            for number in 1...3 {
                // One is asleep at the head; the others queue behind it, each added when the one before it waits.
                group.addTask {
                    try await pacer.waitForTurn()
                    served.append(number)
                }
                await pacer.waitUntilWaiting(number)
            }
            for turn in 1...3 {
                await clock.waitForSleepers()
                clock.advance(by: .seconds(1))
                await served.wait(for: turn)
            }
            try await group.waitForAll()
        }
        #expect(served.all == [1, 2, 3])
    }

    @Test("holding back reaches those who wait already, and no burst follows it")
    func holdBack() async throws {
        let pacer = try pacer(30)
        for _ in 1...3 { try await pacer.waitForTurn() }
        let served = Recorder<Duration>()
        try await withThrowingTaskGroup { [clock] group in
            for _ in 1...2 {
                group.addTask {
                    try await pacer.waitForTurn()
                    served.append(clock.now.offset)
                }
            }
            await clock.waitForSleepers()
            pacer.holdBack(for: .seconds(5))
            clock.advance(by: .seconds(1))
            await clock.waitForSleepers()
            #expect(clock.pendingSleeps == [.seconds(4)])
            clock.advance(by: .seconds(4))
            await served.wait(for: 1)
            await clock.waitForSleepers()
            #expect(clock.pendingSleeps == [.seconds(1) / 30.0])
            clock.advance(by: .seconds(1) / 30.0)
            try await group.waitForAll()
        }
        #expect(served.all.first == .seconds(5))
    }

    @Test("a shorter hold-back does not end a longer one")
    func shorterHoldBack() async throws {
        let pacer = try pacer(10)
        pacer.holdBack(for: .seconds(9))
        pacer.holdBack(for: .seconds(2))
        async let turn = pacer.waitForTurn()
        await clock.waitForSleepers()
        #expect(clock.pendingSleeps == [.seconds(9)])
        clock.advance(by: .seconds(9))
        _ = try await turn
    }

    @Test("one that is cancelled takes no token with it, whether it sleeps or queues", arguments: [0, 1])
    func cancellation(cancelled: Int) async throws {
        let pacer = try pacer(1)
        try await pacer.waitForTurn()
        let tasks = try await [startWaiting(pacer, 1), startWaiting(pacer, 2)]
        await clock.waitForSleepers()
        tasks[cancelled].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[cancelled].value }
        await clock.waitForSleepers()
        #expect(clock.pendingSleeps == [.seconds(1)])
        clock.advance(by: .seconds(1))
        _ = try await tasks[1 - cancelled].value
        #expect(clock.now.offset == .seconds(1))
    }

    private func startWaiting(
        _ pacer: Pacer<ManualClock>, _ place: Int
    ) async throws -> Task<Pacer<ManualClock>.Departure, any Error> {
        let task = Task { try await pacer.waitForTurn() }
        await pacer.waitUntilWaiting(place)
        return task
    }
}
