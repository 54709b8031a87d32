import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Synchronization
import Telephony
import TestSupport
import Testing

@testable import Migration

@Suite("Batches that grow and shrink") struct BatchGrowthTests {
    @Test("a batch that is larger than any that was taken goes alone, and the next ones side by side")
    func alone() async throws {
        try await withBench(Inventory.connectors(80)) { bench in
            let inFlight = Mutex((now: 0, most: [Int]()))
            let arrivals = Recorder<Void>()
            let ending = try await bench.apply(Inventory.rollout(1...80)) {
                $0.pipeline.batchSize = 20
                $0.pipeline.concurrency = { 3 }
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    inFlight.withLock { $0 = ($0.now + 1, $0.most + [$0.now + 1]) }
                    arrivals.append(())
                    if arrivals.all.count > 1 { await arrivals.wait(for: 4) }
                    return .edit { data in
                        inFlight.withLock { $0.now -= 1 }
                        return data
                    }
                }
            }
            #expect(ending.batches.map(\.count) == [20, 20, 20, 20])
            #expect(inFlight.withLock { $0.most } == [1, 1, 2, 3])
        }
    }

    @Test("what is refused for its size is planned again, whole, and what was learnt is kept for resuming")
    func kept() async throws {
        try await withBench(Inventory.connectors(8)) {
            $0.maxBatch = 3
        } _: { bench in
            let turns = Turns()
            let stopped = try await bench.apply(Inventory.rollout(1...8)) {
                $0.treat = { request in
                    let isThird = request.operation == .updateConnectors && turns.next(request) == 3
                    return isThird ? .refuse(401, .invalidToken) : .pass
                }
            }
            #expect(stopped.batches.map(\.count) == [8, 3, 3])
            #expect(stopped.summary.outcomes == ["updated": 3, "not_attempted": 5])
            #expect(try RunFile.openForReading(bench.runFilePath).batchSize() == BatchSize.Known(taken: 3, refused: 4))
            let resumed = try await bench.resume()
            #expect(resumed.batches.map(\.count) == [3, 2])
            #expect(resumed.summary.areAllRowsDone)
        }
    }

    @Test("a refusal that says nothing of the size is learnt from when each half is taken", arguments: [400, 422])
    func silent(status: Int) async throws {
        try await withBench(Inventory.connectors(16)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...16)) {
                $0.pipeline.batchSize = 8
                $0.treat = { $0.updated.count > 4 ? .refuse(status, "BAD_REQUEST") : .pass }
            }
            #expect(ending.batches.map(\.count) == [8, 4, 4, 4, 4])
            #expect(ending.summary.areAllRowsDone)
        }
    }

    @Test("what is refused for its size while others are being read again before they are changed is sent once")
    func besidesDriftChecks() async throws {
        try await withBench(Inventory.connectors(60)) { bench in
            _ = try await bench.apply(Inventory.rollout(1...60)) {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(401, .invalidToken) : .pass }
            }
            let ending = try await bench.resume {
                $0.pipeline.batchSize = 10
                $0.pipeline.concurrency = { 3 }
                $0.treat = { request in
                    let isTooMuch = request.updated.contains("c15") && request.updated.count > 5
                    return isTooMuch ? .fail(.refused(status: 413, nil)) : .pass
                }
            }
            #expect(ending.summary.areAllRowsDone && ending.summary.end == .finished)
            let made = ending.batches.filter { !$0.contains("c15") || $0.count <= 5 }.flatMap(\.self)
            #expect(made.count == 60 && Set(made).count == 60)
        }
    }

    @Test("an API that fails with many at once, and does not say why, gets fewer", arguments: [500, 502, 504])
    func failing(status: Int) async throws {
        try await withBench(Inventory.connectors(120)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...120)) {
                $0.treat = { $0.updated.count > 60 ? .refuse(status, "TIMEOUT") : .pass }
            }
            #expect(ending.batches.map(\.count) == [50, 70, 50, 20])
            #expect(ending.summary.areAllRowsDone)
            #expect(ending.results["attempts"].max() == "2")
        }
    }

    @Test("a batch that is too slow, but carried out, is not sent again, and the next ones are smaller")
    func slow() async throws {
        try await withBench(Inventory.connectors(220)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...220)) {
                $0.pipeline.batchSize = 100
                $0.treat = { $0.updated.count > 60 ? .loseAnswer : .pass }
            }
            #expect(ending.batches.map(\.count) == [50, 100, 50, 20])
            #expect(ending.summary.areAllRowsDone)
        }
    }

    @Test("what is said of one item, and sounds like too many, does not make the other batches small")
    func misread() async throws {
        try await withBench(Inventory.connectors(120)) { bench in
            let envelope = ErrorEnvelope(
                error: "", errorID: "", errorCode: "BUSY", errorMessage: "No more updates are allowed here.")
            let ending = try await bench.apply(Inventory.rollout(1...120)) {
                $0.treat = { request in
                    let isAtFault = request.updated.contains("c07") || request.path.hasSuffix("c07")
                    return isAtFault ? .fail(.refused(status: 400, envelope)) : .pass
                }
            }
            #expect(ending.summary.outcomes == ["updated": 119, "rejected": 1])
            #expect(ending.batches.count < 25)
            #expect((ending.batches.last?.count ?? 0) >= 50)
        }
    }

    @Test("one item at fault makes no batch smaller but its own")
    func itemAtFault() async throws {
        try await withBench(Inventory.connectors(24)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...24)) {
                $0.pipeline.batchSize = 8
                $0.treat = { request in
                    let isAtFault = request.updated.contains("c03") || request.path.hasSuffix("c03")
                    return isAtFault ? .refuse(400, .schemaValidationFailed) : .pass
                }
            }
            #expect(ending.batches.map(\.count) == [8, 4, 2, 2, 1, 1, 4, 8, 8])
            #expect(ending.summary.rows(.rejected) == 1 && ending.summary.rows(.updated) == 23)
        }
    }

    @Test("an API that takes one at a time gets one at a time")
    func single() async throws {
        try await withBench(Inventory.connectors(5)) {
            $0.maxBatch = 1
        } _: { bench in
            let ending = try await bench.apply(Inventory.rollout(1...5)) { $0.pipeline.concurrency = { 3 } }
            #expect(ending.batches.map(\.count) == [5, 1, 1, 1, 1, 1])
            #expect(ending.summary.areAllRowsDone)
        }
    }

    @Test("readings too are as large as the API takes, which is learnt once")
    func readings() async throws {
        try await withBench(Inventory.connectors(30)) { bench in
            let sheet = Inventory.sheet(
                "connector_id,voice_name", (1...30).map { "\(Inventory.id($0)),\(Inventory.newVoice)" })
            let sizes = Recorder<Int>()
            let ending = try await bench.apply(sheet) {
                $0.treat = { request in
                    guard request.operation == .getConnectors else { return .pass }
                    let count = String(decoding: request.body ?? .init(), as: UTF8.self).split(separator: ",").count
                    sizes.append(count)
                    return count > 10 ? .fail(.refused(status: 413, nil)) : .pass
                }
            }
            #expect(ending.summary.areAllRowsDone)
            #expect(sizes.all == [30, 10, 10, 10])
        }
    }

    @Test("what was read before a reading failed is believed")
    func readingsInPart() async throws {
        try await withBench(Inventory.connectors(30)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...30)) {
                $0.treat = { request in
                    switch request.operation {
                    case .updateConnectors: return .loseAnswer
                    case .getConnectors:
                        let body = String(decoding: request.body ?? Data(), as: UTF8.self)
                        if body.split(separator: ",").count > 10 { return .fail(.refused(status: 413, nil)) }
                        return body.contains("c30") ? .refuse(503, "UNAVAILABLE") : .pass
                    default: return .pass
                    }
                }
            }
            #expect(ending.summary.outcomes == ["updated": 20, "unknown": 10])
            #expect(ending.batches.count == 1)
            #expect(try await bench.resume().summary.areAllRowsDone)
        }
    }
}
