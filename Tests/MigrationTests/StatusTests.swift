import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Synchronization
import Telephony
import TestSupport
import Testing

@Suite("Watching a run") struct StatusTests {
    @Test("the status of a run says how far it is, and how fast")
    func status() async throws {
        try await withBench { bench in
            let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            let turns = Turns()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.pipeline.now = { now.withLock { $0 } }
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    now.withLock { $0 += 2 }
                    return turns.next(request) == 3 ? .refuse(401, .invalidToken) : .pass
                }
            }
            let status = try RunFile.openForReading(bench.runFilePath).status()
            #expect(status.outcomes == [.updated: 2, .notAttempted: 1])
            #expect(status.changes == 3 && status.settledChanges == 2)
            #expect(status.rate == 0.5)
            #expect(status.record.finishedAt == nil)
        }
    }

    @Test("the time in which nobody was at work does not count against the rate")
    func pause() async throws {
        try await withBench { bench in
            let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            for night in 0...1 {
                let turns = Turns()
                _ = try await bench.apply(Inventory.rollout(1...3)) {
                    $0.pipeline.batchSize = 1
                    $0.pipeline.now = { now.withLock { $0 } }
                    $0.treat = { request in
                        guard request.operation == .updateConnectors else { return .pass }
                        now.withLock { $0 += 2 }
                        return night == 0 && turns.next(request) == 2 ? .refuse(401, .invalidToken) : .pass
                    }
                }
                now.withLock { $0 += 8 * 3_600 }
            }
            let status = try RunFile.openForReading(bench.runFilePath).status()
            #expect(status.outcomes == [.updated: 3])
            #expect(status.rate == 0.5)
        }
    }

    @Test("events tell of every row that ends, and they add up")
    func events() async throws {
        let shared = Inventory.connector("c01")
        try await withBench(Inventory.connectors(3) + [.init(number: Inventory.number(50), connector: shared)]) {
            bench in
            _ = try await bench.apply(Inventory.rollout([1, 50, 2]))
            var settled: [Outcome: Int] = [:]
            for case .settled(let outcome, let rows) in bench.events { settled[outcome, default: 0] += rows }
            #expect(settled == [.updated: 3])
            let read = bench.events.compactMap { if case .read(let rows) = $0 { rows } else { nil } }
            #expect(read == [3])
        }
    }

    @Test("resuming a finished run sends nothing, and leaves its finish and its results as they are")
    func finished() async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout(1...3))
            let finishedAt = try RunFile.openForReading(bench.runFilePath).record()?.finishedAt
            let results = try contents(bench.resultsPath)
            let ending = try await bench.resume { $0.pipeline.now = { Date(timeIntervalSince1970: 1_900_000_000) } }
            #expect(ending.requests.isEmpty)
            #expect(try RunFile.openForReading(bench.runFilePath).record()?.finishedAt == finishedAt)
            #expect(try contents(bench.resultsPath) == results)
        }
    }
}
