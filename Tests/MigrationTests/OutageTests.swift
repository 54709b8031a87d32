import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import ServiceLifecycleTestKit
import Synchronization
import Telephony
import TestSupport
import Testing

@Suite("APIs that stop answering for a while") struct OutageTests {
    static let gone = Treatment.fail(.unreachable(.connectionRefused, host: "api"))

    /// Refuses each change as long as the probes fail, which so many do.
    static func down(
        probes: Int, _ failure: Treatment = .refuse(503, "UNAVAILABLE")
    ) -> @Sendable (APIRequest) -> Treatment {
        let failedProbes = Mutex(0)
        return { request in
            switch request.operation {
            case .getConnector:
                failedProbes.withLock { failed in
                    failed += 1
                    return failed <= probes ? failure : .pass
                }
            case .updateConnectors: failedProbes.withLock { $0 } > probes ? .pass : failure
            default: .pass
            }
        }
    }

    @Test("a batch that failed is sent again in the same session, behind the others")
    func again() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...4)) {
                $0.pipeline.batchSize = 2
                $0.treat = { request in
                    guard request.operation == .updateConnectors, turns.next(request) == 1 else { return .pass }
                    return .refuse(503, "UNAVAILABLE")
                }
            }
            #expect(ending.batches == [["c01", "c02"], ["c03", "c04"], ["c01", "c02"]])
            #expect(ending.outcomes == Array(repeating: "updated", count: 4))
            #expect(ending.results["attempts"] == ["2", "2", "1", "1"])
            #expect(bench.pauses.isEmpty)
        }
    }

    @Test("after two failed batches in a row nothing is sent until a probe is answered")
    func breaker() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            let treat = Self.down(probes: 6)
            let ending = try await bench.apply(Inventory.rollout(1...5)) {
                $0.pipeline.batchSize = 1
                $0.treat = treat
            }
            #expect(ending.summary.areAllRowsDone)
            #expect(ending.batches.map { $0[0] } == ["c01", "c02", "c01", "c02", "c03", "c04", "c05"])
            #expect(bench.pauses == [5, 10, 20, 40, 60, 60, 60].map(Duration.seconds))
            let probes = ending.requests.filter { $0.operation == .getConnector }
            #expect(probes.count == 7)
            #expect(probes.allSatisfy { $0.isSentOnce && $0.path.hasSuffix("/connectors/c01") })
            #expect(bench.events.contains { if case .goingOn = $0 { true } else { false } })
        }
    }

    @Test("where nothing answers, the first failure is enough to wait")
    func unreachable() async throws {
        try await withBench { bench in
            let treat = Self.down(probes: 1, Self.gone)
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.treat = treat
            }
            #expect(ending.batches == [["c01"], ["c01"], ["c02"], ["c03"]])
            #expect(ending.summary.areAllRowsDone)
            #expect(bench.pauses == [.seconds(5), .seconds(10)])
        }
    }

    @Test(
        "a probe that is refused for good is an answer; one that refuses the key stops the run", arguments: [404, 401])
    func probeAnswers(status: Int) async throws {
        try await withBench { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = { request in
                    switch request.operation {
                    case .getConnector: .refuse(status, status == 401 ? .invalidToken : "CONNECTORS_NOT_FOUND")
                    case .updateConnectors: turns.next(request) == 1 ? Self.gone : .pass
                    default: .pass
                    }
                }
            }
            let outcome = status == 401 ? "not_attempted" : "updated"
            #expect(ending.outcomes == Array(repeating: outcome, count: 3))
            #expect(ending.summary.end == (status == 401 ? .stopped : .finished))
            #expect(bench.pauses == [.seconds(5)])
        }
    }

    @Test(
        "a batch that fails although probes are answered opens the breaker at once, and fails for good the third time")
    func readsOnly() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.treat = { $0.operation == .updateConnectors ? .refuse(503, "READ_ONLY") : .pass }
            }
            #expect(ending.batches.map { $0[0] } == ["c01", "c02", "c01", "c01", "c02", "c02", "c03", "c03", "c03"])
            #expect(ending.outcomes == ["failed", "failed", "failed"])
            #expect(ending.results["error_code"] == ["READ_ONLY", "READ_ONLY", "READ_ONLY"])
            #expect(ending.summary.end == .finished && ending.summary.canBeResumed)
        }
    }

    @Test("what could neither be sent nor read is settled in the same session once the API answers again")
    func unknownMeanwhile() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let isUp = Mutex(false)
            let ending = try await bench.apply(Inventory.rollout(1...4)) {
                $0.pipeline.batchSize = 2
                $0.treat = { request in
                    switch request.operation {
                    case .getConnector:
                        isUp.withLock { $0 = true }
                        return .pass
                    case .updateConnectors where !isUp.withLock { $0 }:
                        return request.updated == ["c01", "c02"] ? .loseAnswer : .loseRequest
                    case .getConnectors where !isUp.withLock { $0 }: return .loseRequest
                    default: return .pass
                    }
                }
            }
            #expect(ending.batches == [["c01", "c02"], ["c03", "c04"], ["c03", "c04"]])
            #expect(ending.outcomes == Array(repeating: "updated", count: 4))
            #expect(ending.results["error"] == ["", "", "", ""])
        }
    }

    @Test("items that are tried alone while the API stops answering are taken up again with the rest")
    func singles() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let isUp = Mutex(false)
            let ending = try await bench.apply(Inventory.rollout(1...4, voice: Inventory.refusedVoice)) {
                $0.treat = { request in
                    if request.operation == .getConnector { isUp.withLock { $0 = true } }
                    return request.operation == .updateConnector && !isUp.withLock { $0 } ? Self.gone : .pass
                }
            }
            #expect(ending.outcomes == Array(repeating: "rejected", count: 4))
            #expect(ending.count(.updateConnector) == 2)
            #expect(ending.batches.map(\.count) == [4, 4])
        }
    }

    @Test("a lost connection is no outage when the API can be read after it")
    func readable() async throws {
        try await withBench { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = { request in
                    guard request.operation == .updateConnectors, turns.next(request) == 1 else { return .pass }
                    return .fail(.unreachable(.connectionLost, host: "api"))
                }
            }
            #expect(ending.summary.areAllRowsDone)
            #expect(ending.batches.count == 2 && bench.pauses.isEmpty)
        }
    }

    @Test("an item that is answered between two that are not shows that the API is there")
    func answeredBetween() async throws {
        try await withBench(Inventory.connectors(3)) {
            $0.faults = [Fault(.updates(.failItems()), on: [.updateConnectors])]
        } _: { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = { request in
                    guard request.operation == .updateConnector, [1, 3].contains(turns.next(request)) else {
                        return .pass
                    }
                    return .refuse(503, "UNAVAILABLE")
                }
            }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.count(.updateConnector) == 5)
            #expect(bench.pauses.isEmpty)
        }
    }

    /// What the second of three batches meets, between two that the API refuses for now.
    static let between: [(Treatment, pauses: Int)] = [
        (.pass, 0), (.loseAnswer, 0), (.fail(.unsendable("it has no path")), 1),
    ]

    @Test(
        "only an answer between two failed batches, read back if need be, shows that the API is there", arguments: 0..<3
    )
    func between(index: Int) async throws {
        let (treatment, pauses) = Self.between[index]
        try await withBench(Inventory.connectors(4)) { bench in
            let turns = Turns()
            _ = try await bench.apply(Inventory.rollout(1...4)) {
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    return switch turns.next(request) {
                    case 1, 3: .refuse(429, "SLOW_DOWN")
                    case 2: treatment
                    default: .pass
                    }
                }
            }
            #expect(bench.pauses.count == pauses)
        }
    }

    @Test("batches that were applied, although their answers were lost, are no outage")
    func lostAnswers() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.treat = { $0.operation == .updateConnectors ? .loseAnswer : .pass }
            }
            #expect(ending.summary.areAllRowsDone && bench.pauses.isEmpty)
        }
    }

    @Test("graceful shutdown ends the waiting at once")
    func shutdown() async throws {
        try await withBench { bench in
            try await testGracefulShutdown { trigger in
                let ending = try await bench.apply(Inventory.rollout(1...3)) {
                    let observe = $0.pipeline.observe
                    $0.pipeline.clock = ManualClock()
                    $0.pipeline.observe = { event in
                        observe(event)
                        if case .waiting = event { trigger.triggerGracefulShutdown() }
                    }
                    $0.treat = { $0.operation == .updateConnectors ? Self.gone : .pass }
                }
                #expect(ending.summary.end == .interrupted)
                #expect(ending.outcomes == ["not_attempted", "not_attempted", "not_attempted"])
                #expect(ending.count(.getConnector) == 0)
            }
            #expect(try await bench.resume().summary.areAllRowsDone)
        }
    }

    @Test("nothing leaves while the run waits", .timeLimit(.minutes(10)))
    func quiet() async throws {
        try await withBench { bench in
            let clock = ManualClock()
            async let ending = bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.clock = clock
                $0.pipeline.batchSize = 1
                $0.pipeline.concurrency = { 3 }
                $0.treat = Self.down(probes: 0, Self.gone)
            }
            await clock.waitForSleepers()
            #expect(clock.pendingSleeps == [.seconds(5)])
            let sent = bench.requests.count
            clock.advance(by: .seconds(4.9))
            #expect(bench.requests.count == sent)
            clock.advance(by: .seconds(0.1))
            let summary = try await ending.summary
            #expect(summary.areAllRowsDone)
            #expect(bench.requests[sent].operation == .getConnector)
        }
    }
}

extension Bench {
    /// How long the run waited before each probe.
    var pauses: [Duration] {
        events.compactMap { if case .waiting(_, let pause) = $0 { pause } else { nil } }
    }
}
