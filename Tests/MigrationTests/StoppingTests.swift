import AgentsAPI
import AgentsClient
import Emulator
import Migration
import ServiceLifecycleTestKit
import Telephony
import TestSupport
import Testing

@Suite("Runs that stop and are resumed") struct StoppingTests {
    private let mixed = """
        phone_number,voice_name
        +442079460001,en-GB-Neural2-B
        +442079460002,en-GB-Neural2-O
        +442079460003,en-GB-Neural2-O
        """

    @Test(
        "a refused key stops the run, what was not sent is marked so, and the run can be resumed",
        arguments: [401, 403])
    func refusedKey(status: Int) async throws {
        try await withBench { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    guard request.operation == .updateConnectors, turns.next(request) == 2 else { return .pass }
                    return .refuse(status, status == 401 ? .invalidToken : .forbidden)
                }
            }
            #expect(ending.summary.end == .stopped)
            #expect(ending.summary.reason?.contains("status \(status)") == true)
            #expect(ending.outcomes == ["updated", "not_attempted", "not_attempted"])
            #expect(ending.results["attempts"] == ["1", "1", ""])
            let resumed = try await bench.resume()
            #expect(resumed.batches == [["c02", "c03"]])
            #expect(resumed.outcomes == ["updated", "updated", "updated"])
            #expect(resumed.summary.end == .finished)
        }
    }

    @Test("a key that is refused while items are tried alone leaves none of them unknown", arguments: [401, 403])
    func refusedAlone(status: Int) async throws {
        try await withBench { bench in
            let ending = try await bench.apply(mixed) {
                let code: ErrorCode = status == 401 ? .invalidToken : .forbidden
                $0.treat = { $0.operation == .updateConnector ? .refuse(status, code) : .pass }
            }
            #expect(ending.outcomes == ["updated", "not_attempted", "not_attempted"])
            #expect(ending.summary.end == .stopped)
        }
    }

    @Test("a key that is refused while a batch is halved leaves none of it unknown")
    func refusedHalf() async throws {
        try await withBench(Inventory.connectors(4)) {
            $0.maxBatch = 2
        } _: { bench in
            let ending = try await bench.apply(Inventory.rollout(1...4)) {
                $0.refuseKey(atUpdate: 2)
            }
            #expect(ending.outcomes == Array(repeating: "not_attempted", count: 4))
        }
    }

    @Test("an API that goes away stops the run; what was on the wire is unknown until it is resumed")
    func unreachable() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 2
                $0.treat = { request in
                    let isPlanning = [.listConnectors, .listPhoneNumbers].contains(request.operation)
                    return isPlanning ? .pass : .fail(.unreachable(.connectionLost, host: "api"))
                }
            }
            #expect(ending.outcomes == ["unknown", "unknown", "not_attempted"])
            #expect(ending.summary.end == .stopped)
            #expect(ending.results["attempts"] == ["1", "1", ""])
            #expect(try await bench.resume().outcomes == ["updated", "updated", "updated"])
        }
    }

    @Test("somebody who resumes a run while nothing answers is told so at once")
    func resumedInOutage() async throws {
        try await withBench { bench in
            let lost = try await bench.apply(Inventory.rollout([1])) {
                $0.treat = { [.updateConnectors, .getConnectors].contains($0.operation) ? .loseRequest : .pass }
            }
            #expect(lost.outcomes == ["unknown"])
            let stop = await #expect(throws: RunStop.self) {
                try await bench.resume { $0.treat = { _ in OutageTests.gone } }
            }
            #expect(stop?.description.contains("nothing accepts connections at api") == true)
            #expect(bench.pauses.isEmpty)
        }
    }

    @Test("graceful shutdown finishes the batch on the wire and begins no other")
    func shutdown() async throws {
        try await withBench { bench in
            try await testGracefulShutdown { trigger in
                let ending = try await bench.apply(Inventory.rollout(1...3)) {
                    $0.pipeline.batchSize = 1
                    $0.treat = { request in
                        if request.operation == .updateConnectors { trigger.triggerGracefulShutdown() }
                        return .pass
                    }
                }
                #expect(ending.summary.end == .interrupted)
                #expect(ending.outcomes == ["updated", "not_attempted", "not_attempted"])
            }
            #expect(try await bench.resume().summary.areAllRowsDone)
        }
    }

    @Test("items that failed in the batch on the wire are left for later by graceful shutdown")
    func shutdownBeforeSingles() async throws {
        try await withBench { bench in
            let pacer = Pacer(try #require(RequestRate(perSecond: 1e6)))
            try await testGracefulShutdown { trigger in
                let ending = try await bench.apply(mixed) {
                    $0.decorate = { PacedTransport($0, pacer: pacer) }
                    $0.treat = { request in
                        if request.operation == .updateConnectors { trigger.triggerGracefulShutdown() }
                        return .pass
                    }
                }
                #expect(ending.summary.end == .interrupted)
                #expect(ending.outcomes == ["updated", "not_attempted", "not_attempted"])
                #expect(ending.results["attempts"] == ["1", "1", "1"])
            }
            #expect(try await bench.resume().outcomes == ["updated", "rejected", "rejected"])
        }
    }

    @Test("a batch that waited for its turn when graceful shutdown came was not sent")
    func shutdownBeforeTheBatch() async throws {
        try await withBench { bench in
            let pacer = Pacer(try #require(RequestRate(perSecond: 1e6)))
            let stopped = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(401, .invalidToken) : .pass }
            }
            #expect(stopped.results["attempts"] == ["1", "1", "1"])
            try await testGracefulShutdown { trigger in
                let ending = try await bench.resume {
                    $0.decorate = { PacedTransport($0, pacer: pacer) }
                    $0.treat = { request in
                        if request.operation == .getConnectors { trigger.triggerGracefulShutdown() }
                        return .pass
                    }
                }
                #expect(ending.summary.end == .interrupted && ending.batches.isEmpty)
                #expect(ending.results["attempts"] == ["1", "1", "1"])
            }
        }
    }

    @Test("graceful shutdown while the plan is made ends the run, and nothing is left behind")
    func shutdownWhilePlanning() async throws {
        try await withBench { bench in
            let pacer = Pacer(try #require(RequestRate(perSecond: 1e6)))
            _ = await testGracefulShutdown { trigger in
                await #expect(throws: RunStop.interrupted) {
                    try await bench.apply(Inventory.rollout(1...3)) {
                        $0.decorate = { PacedTransport($0, pacer: pacer) }
                        $0.treat = { _ in
                            trigger.triggerGracefulShutdown()
                            return .pass
                        }
                    }
                }
            }
            #expect(bench.requests.count == 1)
            let names = try bench.scratch.names
            #expect(names == ["numbers.csv"])
        }
    }

    @Test("a request that is given up half-way is unknown until the run is resumed")
    func givenUp() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = { $0.operation == .updateConnectors ? .fail(.interrupted) : .pass }
            }
            #expect(ending.summary.end == .interrupted)
            #expect(ending.outcomes == ["unknown", "unknown", "unknown"])
            #expect(try await bench.resume().outcomes == ["updated", "updated", "updated"])
        }
    }

    @Test("a run that stopped twice is still resumed")
    func twice() async throws {
        try await withBench { bench in
            for expected in [1, 2] {
                let sheet = Inventory.rollout(1...3)
                let ending = try await bench.apply(sheet) {
                    $0.pipeline.batchSize = 1
                    $0.refuseKey(atUpdate: 2)
                }
                #expect(ending.summary.rows(.updated) == expected)
            }
            #expect(try await bench.resume().summary.areAllRowsDone)
        }
    }
}
