import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Synchronization
import Telephony
import TestSupport
import Testing

@Suite("Connectors that somebody else changes") struct DriftTests {
    /// Stops a run after its first batch.
    func runStoppedAfterABatch(
        _ bench: Bench, _ sheet: String, batchSize: Int = 1, allowsCollateral: Bool = false
    ) async throws -> Ending {
        return try await bench.apply(sheet) {
            $0.options.allowsCollateral = allowsCollateral
            $0.pipeline.batchSize = batchSize
            $0.refuseKey(atUpdate: 2)
        }
    }

    /// Stops a run of three connectors after its first.
    func interruptedRun(_ bench: Bench, _ sheet: String = Inventory.rollout(1...3)) async throws {
        let ending = try await runStoppedAfterABatch(bench, sheet)
        #expect(ending.outcomes == ["updated", "not_attempted", "not_attempted"])
    }

    @Test("a fresh plan is sent without reading again")
    func freshPlan() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3))
            #expect(ending.count(.getConnectors) == 0)
        }
    }

    @Test("when a run is resumed, a connector that changed since is left alone")
    func afterResuming() async throws {
        try await withBench { bench in
            try await interruptedRun(bench)
            try await bench.give("c02", "en-GB-Wavenet-A")
            let ending = try await bench.resume()
            #expect(ending.outcomes == ["updated", "drifted", "updated"])
            #expect(
                ending.results["error"][1]
                    == "the connector changed since the plan was made: voice_name is \"en-GB-Wavenet-A\", "
                    + "not \"en-GB-Neural2-A\". Nothing was sent for it. Plan again to see what would change now.")
            #expect(ending.batches == [["c03"]])
            #expect(try await bench.connector(2)?.voiceName == "en-GB-Wavenet-A")
        }
    }

    @Test("a connector that somebody else has given the settings already is unchanged")
    func alreadySo() async throws {
        try await withBench { bench in
            try await interruptedRun(bench)
            try await bench.give("c02", Inventory.newVoice)
            let ending = try await bench.resume()
            #expect(ending.outcomes == ["updated", "unchanged", "updated"])
            #expect(ending.batches == [["c03"]])
        }
    }

    @Test("a request that arrives after its connector was read back is our own change, not somebody else's")
    func lateArrival() async throws {
        try await withBench { bench in
            let lost = try await bench.apply(Inventory.rollout(1...2)) {
                $0.treat = { $0.operation == .updateConnectors ? .loseRequest : .pass }
            }
            #expect(lost.outcomes == ["failed", "failed"])
            try await bench.give("c01", Inventory.newVoice)
            let ending = try await bench.resume()
            #expect(ending.outcomes == ["updated", "updated"])
            #expect(ending.batches == [["c02"]])
        }
    }

    @Test("a request that arrives after its run was resumed and its connector read back is our own change too")
    func laterArrival() async throws {
        try await withBench { bench in
            let lost = try await bench.apply(Inventory.rollout([1])) {
                $0.treat = { [.updateConnectors, .getConnectors].contains($0.operation) ? .loseRequest : .pass }
            }
            #expect(lost.outcomes == ["unknown"])
            let turns = Turns()
            let ending = try await bench.resume {
                $0.treat = { request in
                    if request.operation == .getConnectors, turns.next(request) == 2 {
                        try await bench.give("c01", Inventory.newVoice)
                    }
                    return .pass
                }
            }
            #expect(ending.outcomes == ["updated"])
            #expect(ending.batches.isEmpty)
        }
    }

    @Test("a setting that the sheet does not touch is drift too: the plan showed another connector")
    func otherSetting() async throws {
        try await withBench { bench in
            try await interruptedRun(bench)
            _ = try await bench.someoneElse.updateConnector(
                "c02", ConnectorPatch(variantId: .set("summer")), of: Inventory.home)
            #expect(try await bench.resume().outcomes == ["updated", "drifted", "updated"])
        }
    }

    @Test("a connector that is gone has drifted")
    func gone() async throws {
        try await withBench { bench in
            try await interruptedRun(bench)
            _ = try await bench.someoneElse.deleteConnector("c03", of: Inventory.home)
            let ending = try await bench.resume()
            #expect(ending.outcomes == ["updated", "updated", "drifted"])
            #expect(
                ending.results["error"][2]
                    == "the connector is not there any more: it was deleted, or moved to another project.")
        }
    }

    @Test(
        "a connector that cannot be read before it is sent is taken up again later, and nothing is sent for it before")
    func unreadable() async throws {
        try await withBench { bench in
            try await interruptedRun(bench)
            let turns = Turns()
            let ending = try await bench.resume {
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    guard request.operation == .getConnectors, turns.next(request) == 1 else { return .pass }
                    return .loseRequest
                }
            }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.batches == [["c03"], ["c02"]])
        }
    }

    @Test("where nothing answers when connectors are read again, nothing is sent until something does")
    func unreachable() async throws {
        try await withBench { bench in
            try await interruptedRun(bench)
            let turns = Turns()
            let ending = try await bench.resume {
                $0.treat = { request in
                    guard request.operation == .getConnectors, turns.next(request) == 1 else { return .pass }
                    return OutageTests.gone
                }
            }
            #expect(ending.summary.areAllRowsDone)
            #expect(bench.pauses == [.seconds(5)])
        }
    }

    @Test("a plan is as old as the first connector that was read for it")
    func slowPlan() async throws {
        try await withBench { bench in
            let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.options.resolution = .lookup
                $0.pipeline.now = { now.withLock { $0 } }
                $0.treat = { request in
                    if request.operation == .lookUpConnector, turns.next(request) == 1 { now.withLock { $0 += 600 } }
                    return .pass
                }
            }
            #expect(ending.summary.areAllRowsDone)
            #expect(ending.count(.getConnectors) == 1)
        }
    }

    @Test(
        "ten minutes after planning, connectors are read again before they are changed",
        arguments: [(599, 0, "updated"), (600, 2, "drifted")])
    func oldPlan(seconds: Double, readings: Int, outcome: String) async throws {
        try await withBench { bench in
            let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.pipeline.now = { now.withLock { $0 } }
                $0.treat = { request in
                    guard request.updated == ["c01"] else { return .pass }
                    try await bench.give("c03", "en-GB-Wavenet-A")
                    now.withLock { $0 += seconds }
                    return .pass
                }
            }
            #expect(ending.outcomes == ["updated", "updated", outcome])
            #expect(ending.count(.getConnectors) == readings)
        }
    }

    @Test(
        "what was read before a question that was long in being answered is read again",
        arguments: [1.0, 5, 5.5, 11, -60])
    func longQuestion(seconds: Double) async throws {
        try await withBench(Inventory.connectors(2)) { bench in
            let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            let ending = try await bench.apply(Inventory.rollout(1...2)) {
                $0.pipeline.now = { now.withLock { $0 } }
                $0.confirm = { _, _ in
                    _ = try await bench.someoneElse.updateConnector(
                        "c01", ConnectorPatch(voiceName: "en-GB-Wavenet-A"), of: Inventory.home)
                    now.withLock { $0 += seconds }
                    return true
                }
            }
            #expect(ending.outcomes == [(0...5).contains(seconds) ? "updated" : "drifted", "updated"])
        }
    }
}
