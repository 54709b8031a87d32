import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Plans with too many changes") struct ChangeLimitTests {
    /// Three of four connectors are to change; one is named by two rows.
    private let sheet =
        Inventory.rollout(1...3) + "\(Inventory.number(4)),\(Inventory.oldVoice)\n\(Inventory.number(20)),"
        + "\(Inventory.newVoice)\n"
    private let inventory =
        Inventory.connectors(4) + [InventoryEntry(number: Inventory.number(20), connector: Inventory.connector("c03"))]

    @Test(
        "a plan with more changes than allowed is refused unasked",
        arguments: [(.count(2), 2), (.percent(74), 2)] as [(Limit, Int)])
    func refused(_ limit: Limit, _ allowed: Int) async throws {
        try await withBench(inventory) { bench in
            await #expect(throws: Refusal.tooManyChanges(changes: 3, named: Named(connectors: 4), allowed: allowed)) {
                try await bench.apply(sheet) {
                    $0.maxChanges = limit
                    $0.confirm = { _, _ in
                        Issue.record("asked")
                        return false
                    }
                }
            }
            let names = try bench.scratch.names
            #expect(names == ["numbers.csv"])
            #expect(try await bench.voices() == Array(repeating: Inventory.oldVoice, count: 4))
        }
    }

    @Test("a plan with as many changes as allowed is carried out", arguments: [.count(3), .percent(75)] as [Limit])
    func allowed(_ limit: Limit) async throws {
        try await withBench(inventory) { bench in
            let ending = try await bench.apply(sheet) { $0.maxChanges = limit }
            #expect(ending.summary.areAllRowsDone)
        }
    }

    @Test("when a run is gone on with, what is left of its plan counts")
    func resumed() async throws {
        try await withBench(inventory) { bench in
            _ = try await bench.apply(sheet) {
                $0.pipeline.batchSize = 1
                $0.refuseKey(atUpdate: 2)
            }
            await #expect(throws: Refusal.tooManyChanges(changes: 2, named: Named(connectors: 4), allowed: 1)) {
                try await bench.apply(sheet) { $0.maxChanges = .count(1) }
            }
            #expect(try await bench.apply(sheet) { $0.maxChanges = .percent(50) }.summary.areAllRowsDone)
        }
    }
}
