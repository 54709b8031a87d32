import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Synchronization
import Telephony
import TestSupport
import Testing

@Suite("Sending batches") struct SendingTests {
    @Test("changes are sent in the sheet's order, in batches, and rows are updated")
    func batches() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            let ending = try await bench.apply(Inventory.rollout([4, 1, 5, 2, 3])) { $0.pipeline.batchSize = 2 }
            #expect(ending.batches == [["c04", "c01"], ["c05", "c02"], ["c03"]])
            #expect(ending.outcomes == Array(repeating: "updated", count: 5))
            #expect(ending.summary.end == .finished && ending.summary.areAllRowsDone)
            #expect(try await bench.voices() == Array(repeating: Inventory.newVoice, count: 5))
        }
    }

    @Test("a batch is recorded as sent before its request leaves")
    func recordedFirst() async throws {
        try await withBench { bench in
            let counts = Recorder<[Outcome: Int]>()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 2
                $0.treat = { request in
                    if request.operation == .updateConnectors {
                        counts.append(try RunFile.openForReading(bench.runFilePath).outcomeCounts())
                    }
                    return .pass
                }
            }
            #expect(counts.all == [[.unknown: 2, .notAttempted: 1], [.updated: 2, .unknown: 1]])
        }
    }

    @Test("a batch holds connectors of one agent, and the agent with the most comes first")
    func oneAgent() async throws {
        let away = (4...5).map {
            InventoryEntry(
                number: Inventory.number($0), connector: Inventory.connector(Inventory.id($0), in: Inventory.away))
        }
        try await withBench(Inventory.connectors(3) + away) { bench in
            let rows = [1, 4, 2, 5, 3].map { "\(Inventory.number($0)),\($0 > 3 ? "AWAY" : "HOME")" }
            let ending = try await bench.apply(Inventory.sheet("phone_number,agent_id", rows)) {
                $0.options.sheet.fills["voice_name"] = Inventory.newVoice
            }
            #expect(ending.batches == [["c01", "c02", "c03"], ["c04", "c05"]])
            #expect(ending.summary.areAllRowsDone)
        }
    }

    @Test("connectors that have it all already get no request")
    func unchanged() async throws {
        try await withBench { bench in
            let sheet = "phone_number,voice_name\n+442079460001,en-GB-Neural2-A\n+442079460002,en-GB-Neural2-B\n"
            let ending = try await bench.apply(sheet)
            #expect(ending.batches == [["c02"]])
            #expect(ending.outcomes == ["unchanged", "updated"])
            let again = try await bench.apply(sheet)
            #expect(again.batches.isEmpty)
            #expect(again.summary.rows(.unchanged) == 2)
        }
    }

    @Test("only what differs is sent, and a cleared variant reads as empty")
    func onlyDifferences() async throws {
        let connector = Inventory.connector("c01", variant: "spring")
        let entry = InventoryEntry(number: Inventory.number(1), connector: connector)
        try await withBench([entry, Inventory.awayProject]) { bench in
            let ending = try await bench.apply(
                "phone_number,variant_id,voice_name\n+442079460001,null,en-GB-Neural2-A\n")
            let body = ending.requests.first { $0.operation == .updateConnectors }?.body
            #expect(
                body.map { String(decoding: $0, as: UTF8.self) }
                    == #"{"updates":[{"connectorId":"c01","variantId":null}]}"#)
            #expect(try await bench.connector(1)?.variantId == "")
            #expect(ending.results["changed"] == ["variant_id"])
        }
    }

    @Test("as many batches are under way at once as are allowed, and no more")
    func concurrency() async throws {
        try await withBench(Inventory.connectors(9)) { bench in
            let arrivals = Recorder<Void>()
            let inFlight = Mutex((now: 0, most: 0))
            let ending = try await bench.apply(Inventory.rollout(1...9)) {
                $0.pipeline.batchSize = 1
                $0.pipeline.concurrency = { 3 }
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    inFlight.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                    arrivals.append(())
                    await arrivals.wait(for: 3)
                    return .edit { data in
                        inFlight.withLock { $0.now -= 1 }
                        return data
                    }
                }
            }
            #expect(inFlight.withLock { $0.most } == 3)
            #expect(ending.summary.rows(.updated) == 9)
        }
    }

    @Test("the limit that was found is kept for the next session")
    func foundLimit() async throws {
        try await withBench(Inventory.connectors(2)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...2)) { $0.pipeline.foundLimit = { 41.5 } }
            #expect(try RunFile.openForReading(bench.runFilePath).foundLimit() == 41.5)
        }
    }

    @Test("no more batches are begun than there is room for at the moment")
    func room() async throws {
        try await withBench(Inventory.connectors(9)) { bench in
            let room = Mutex([4, 1, 1, 2, 0])
            let inFlight = Mutex((now: 0, most: 0))
            let ending = try await bench.apply(Inventory.rollout(1...9)) {
                $0.pipeline.batchSize = 1
                $0.pipeline.concurrency = { room.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    inFlight.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                    return .edit { data in
                        inFlight.withLock { $0.now -= 1 }
                        return data
                    }
                }
            }
            #expect((1...4).contains(inFlight.withLock { $0.most }))
            #expect(ending.summary.rows(.updated) == 9)
        }
    }

    @Test("nothing is sent when the plan is declined, or is another than the one expected")
    func refusedPlan() async throws {
        try await withBench { bench in
            let sheet = Inventory.rollout(1...3)
            await #expect(throws: Refusal.declined) {
                try await bench.apply(sheet) { $0.confirm = { _, summary in summary.changes != 3 } }
            }
            let fingerprint = try await bench.plan(sheet).summary.fingerprint
            await #expect(throws: Refusal.otherPlan(expected: "other", actual: fingerprint)) {
                try await bench.apply(sheet) { $0.expectedPlan = "other" }
            }
            #expect(try await bench.voices() == Array(repeating: Inventory.oldVoice, count: 3))
            #expect(try bench.scratch.names == ["numbers.csv"])
            #expect(try await bench.apply(sheet) { $0.expectedPlan = fingerprint }.summary.areAllRowsDone)
        }
    }

    @Test(
        "an unfinished run goes on by the fingerprint of its plan, and by that of what is left of it",
        arguments: [true, false])
    func expectedRest(isWhole: Bool) async throws {
        try await withBench { bench in
            let sheet = Inventory.rollout(1...3)
            let whole = try await bench.plan(sheet).summary.fingerprint
            _ = try await bench.apply(sheet) {
                $0.pipeline.batchSize = 1
                $0.refuseKey(atUpdate: 2)
            }
            let rest = try RunFile.openForReading(bench.runFilePath).planSummary().fingerprint
            #expect(rest != whole)
            await #expect(throws: Refusal.otherPlan(expected: "other", actual: rest)) {
                try await bench.apply(sheet) { $0.expectedPlan = "other" }
            }
            let ending = try await bench.apply(sheet) { $0.expectedPlan = isWhole ? whole : rest }
            #expect(ending.summary.areAllRowsDone)
        }
    }
}
