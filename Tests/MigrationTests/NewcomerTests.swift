import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Synchronization
import Telephony
import TestSupport
import Testing

// Numbers that come to connectors after the plan was made.
extension DriftTests {
    @Test("numbers that came to a connector since the plan are not changed along with it")
    func newcomers() async throws {
        try await withBench { bench in
            try await interruptedRun(bench)
            try await bench.route(Inventory.number(50), to: "c02")
            let ending = try await bench.resume()
            #expect(ending.outcomes == ["updated", "drifted", "updated"])
            #expect(
                ending.results["error"][1] == """
                    connector c02 now serves +442079460050, too, which no usable row of the sheet names. Nothing was \
                    sent for it. Plan again to see what would change now.
                    """)
            #expect(ending.batches == [["c03"]])
        }
    }

    @Test("where the plan allowed numbers that the sheet does not name, those that came since are in the account")
    func newcomersAllowed() async throws {
        try await withBench { bench in
            _ = try await runStoppedAfterABatch(bench, Inventory.rollout(1...3), allowsCollateral: true)
            try await bench.route(Inventory.number(50), to: "c02")
            let ending = try await bench.resume()
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.summary.collateralNumbers == 1)
            #expect(ending.results.others.map { $0["result_number"] } == [Inventory.number(50)])
        }
    }

    @Test("among many they are in it once, also when their batch is tried again")
    func newcomersAllowedAmongMany() async throws {
        try await withBench(Inventory.connectors(60)) { bench in
            _ = try await runStoppedAfterABatch(bench, Inventory.rollout(1...60), batchSize: 5, allowsCollateral: true)
            try await bench.route(Inventory.number(70), to: "c09")
            let turns = Turns()
            let ending = try await bench.resume {
                $0.pipeline.batchSize = 5
                $0.treat = { request in
                    request.operation == .updateConnectors && turns.next(request) == 1
                        ? .refuse(503, "SERVICE_UNAVAILABLE") : .pass
                }
            }
            #expect(ending.outcomes == Array(repeating: "updated", count: 60))
            #expect(ending.results.others.map { $0["result_number"] } == [Inventory.number(70)])
        }
    }

    @Test("one listing is enough for many batches, and is judged like the plan's")
    func newcomersAmongMany() async throws {
        try await withBench(Inventory.connectors(60)) { bench in
            _ = try await runStoppedAfterABatch(bench, Inventory.rollout(1...60), batchSize: 5)
            try await bench.route(Inventory.number(70), to: "c09")
            try await bench.route(Inventory.number(71), to: "c60")
            try await bench.route(Inventory.number(72), to: "c01")
            let ending = try await bench.resume {
                $0.pipeline.batchSize = 5
                $0.pipeline.concurrency = { 4 }
            }
            let drifted = ending.outcomes.indices.filter { ending.outcomes[$0] == "drifted" }.map { $0 + 1 }
            #expect(drifted == [9, 60])
            #expect(ending.outcomes.count { $0 == "updated" } == 58)
            #expect(ending.count(.listPhoneNumbers) == 1)
        }
    }

    @Test(
        "where the API does not list numbers any more, what cannot be seen is left alone", arguments: [404, 405, 501])
    func newcomersUnseen(status: Int) async throws {
        try await withBench { bench in
            try await interruptedRun(bench)
            try await bench.route(Inventory.number(50), to: "c02")
            let ending = try await bench.resume {
                $0.treat = { $0.operation == .listPhoneNumbers ? .refuse(status, "NO_SUCH_ROUTE") : .pass }
            }
            #expect(ending.outcomes == ["updated", "drifted", "drifted"])
            #expect(ending.batches == [])
        }
    }

    @Test("each of several batches that are looked at together sees its own newcomers")
    func newcomersTogether() async throws {
        try await withBench(Inventory.connectors(20)) { bench in
            _ = try await runStoppedAfterABatch(bench, Inventory.rollout(1...20))
            for index in [3, 8, 13, 18] { try await bench.route(Inventory.number(50 + index), to: Inventory.id(index)) }
            let ending = try await bench.resume {
                $0.pipeline.batchSize = 1
                $0.pipeline.concurrency = { 8 }
            }
            let drifted = ending.outcomes.indices.filter { ending.outcomes[$0] == "drifted" }.map { $0 + 1 }
            #expect(drifted == [3, 8, 13, 18])
        }
    }

    @Test("when the numbers cannot be read again, their connectors wait, and a listing that is a part stops the run")
    func newcomersUnread() async throws {
        try await withBench { bench in
            try await interruptedRun(bench)
            let turns = Turns()
            let part = await #expect(throws: (any Error).self) {
                let ending = try await bench.resume {
                    $0.treat = {
                        $0.operation == .listPhoneNumbers
                            ? .edit { Data($0.dropLast() + Data(#","hasMore":true}"#.utf8)) } : .pass
                    }
                }
                #expect(ending.batches == [])
                if let stop = ending.summary.stop { throw stop }
            }
            #expect("\(try #require(part))".contains("only a part"))
            let ending = try await bench.resume {
                $0.treat = { request in
                    guard request.operation == .listPhoneNumbers, turns.next(request) == 1 else { return .pass }
                    return .loseRequest
                }
            }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
        }
    }
}
