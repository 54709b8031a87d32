import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Synchronization
import Telephony
import TestSupport
import Testing

@Suite("How long an API that stopped answering is waited for") struct PatienceTests {
    @Test("an API that does not answer for ten minutes stops the run, which says since when")
    func givingUp() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.now = { Date(timeIntervalSince1970: 1_800_000_000) }
                $0.treat = { request in
                    [.updateConnectors, .getConnector].contains(request.operation) ? OutageTests.gone : .pass
                }
            }
            #expect(ending.summary.end == .stopped)
            #expect(
                ending.summary.reason
                    == "The API has not answered since 2027-01-15T08:00:00Z, so the run gave up for now. "
                    + "Could not read a connector: nothing accepts connections at api. "
                    + "Check the base URL and the network.")
            #expect(bench.pauses.reduce(.zero, +) == .seconds(600))
            #expect(ending.outcomes == ["not_attempted", "not_attempted", "not_attempted"])
            #expect(ending.results["attempts"] == ["1", "1", "1"])
            #expect(ending.results["error"][0].hasPrefix("Could not change a batch of connectors: nothing accepts"))
            #expect(try await bench.resume().summary.areAllRowsDone)
        }
    }

    @Test("a run that is not to wait stops at once")
    func impatient() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.guards.longestOutage = .zero
                $0.treat = { $0.operation == .updateConnectors ? OutageTests.gone : .pass }
            }
            #expect(ending.summary.end == .stopped)
            #expect(bench.pauses.isEmpty && ending.count(.getConnector) == 0)
        }
    }

    @Test("a pause that the API asks for is kept", arguments: [("120", 120), ("300", 300), ("12.5", 12.5)])
    func retryAfter(_ header: String, seconds: Double) async throws {
        try await withBench { bench in
            let treat = OutageTests.down(probes: 1, .fail(.refused(status: 429, nil), retryAfter: header))
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.treat = treat
            }
            #expect(bench.pauses == [.seconds(seconds), .seconds(seconds)])
            #expect(ending.summary.areAllRowsDone)
        }
    }

    @Test(
        "a pause that would end after the longest outage stops the run, and it can be resumed",
        arguments: ["601", "3600", "86400"])
    func longPause(_ header: String) async throws {
        try await withBench { bench in
            let treat = OutageTests.down(probes: 1, .fail(.refused(status: 429, nil), retryAfter: header))
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.treat = treat
            }
            #expect(ending.summary.end == .stopped)
            #expect(ending.summary.reason?.contains("It asks to be left alone for ") == true)
            #expect(bench.pauses.isEmpty)
            let resumed = try await bench.resume()
            #expect(resumed.summary.areAllRowsDone)
        }
    }

    @Test("of a plan, such a pause is the end, and nothing was sent")
    func longPauseOfPlan() async throws {
        try await withBench { bench in
            let stop = await #expect(throws: RunStop.self) {
                try await bench.plan(Inventory.rollout(1...3)) {
                    $0.decorate = { RetryingTransport($0, pacer: Pacer(.modest, clock: InstantClock())) }
                    $0.treat = { _ in .fail(.refused(status: 429, nil), retryAfter: "7200") }
                }
            }
            guard case .api(let failure)? = stop else {
                Issue.record("\(String(describing: stop))")
                return
            }
            #expect(failure.longPause == .seconds(7_200))
            #expect(bench.requests.count == 1)
        }
    }

    @Test("the time that an unanswered probe takes counts")
    func probing() async throws {
        try await withBench { bench in
            let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.now = { now.withLock { $0 } }
                $0.treat = { request in
                    if request.operation == .getConnector { now.withLock { $0 += 100 } }
                    return [.updateConnectors, .getConnector].contains(request.operation) ? OutageTests.gone : .pass
                }
            }
            #expect(ending.summary.end == .stopped)
            #expect(bench.pauses == [5, 10, 20, 40, 60, 60].map(Duration.seconds))
        }
    }

    @Test("an outage is said to have begun with the first request that failed")
    func beginning() async throws {
        try await withBench { bench in
            let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.pipeline.now = { now.withLock { $0 } }
                $0.treat = { request in
                    guard [.updateConnectors, .getConnector].contains(request.operation) else { return .pass }
                    now.withLock { $0 += 10 }
                    return .refuse(503, "UNAVAILABLE")
                }
            }
            #expect(ending.summary.reason?.hasPrefix("The API has not answered since 2027-01-15T08:00:10Z,") == true)
        }
    }
}
