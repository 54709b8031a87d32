import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Batches and items that fail") struct FailureTests {
    private let mixed = """
        phone_number,voice_name
        +442079460001,en-GB-Neural2-B
        +442079460002,en-GB-Neural2-O
        +442079460003,en-GB-Neural2-B
        """

    @Test("an item that fails in its batch is tried once alone, which names its code")
    func failedItem() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(mixed)
            #expect(ending.outcomes == ["updated", "rejected", "updated"])
            #expect(ending.count(.updateConnector) == 1)
            #expect(ending.results["attempts"] == ["1", "2", "1"])
            #expect(ending.results["error_code"] == ["", "CONNECTORS_VALIDATION_FAILED", ""])
            #expect(ending.results["correlation_id"][1].count == 36)
            #expect(ending.summary.end == .finished && !ending.summary.areAllRowsDone)
        }
    }

    @Test("an item that fails in its batch and succeeds alone is updated")
    func luckyItem() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(mixed.replacing("Neural2-O", with: "Neural2-B")) {
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    return .editResults { results in
                        results[1] = ConnectorUpdateResult(connectorId: "c02", success: false, error: "Busy.")
                    }
                }
            }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.results["attempts"] == ["1", "2", "1"])
        }
    }

    @Test("an item that the key may not change is rejected, and the run goes on")
    func forbiddenItem() async throws {
        try await withBench {
            $0.keys = [AccessKey("home-only", projects: [Inventory.home])]
        } _: { bench in
            let rows = ["\(Inventory.number(1)),AWAY", "\(Inventory.number(2)),"]
            let ending = try await bench.apply(Inventory.sheet("phone_number,project_id", rows)) {
                $0.options.sheet.fills["voice_name"] = Inventory.newVoice
                $0.pipeline.batchSize = 1
            }
            #expect(ending.outcomes == ["rejected", "updated"])
            #expect(ending.results["error_code"] == ["USER_ACCESS_FORBIDDEN", ""])
        }
    }

    @Test("a batch that is too large is sent in batches as large as its refusal says")
    func tooLarge() async throws {
        try await withBench(Inventory.connectors(7)) {
            $0.maxBatch = 2
        } _: { bench in
            let ending = try await bench.apply(Inventory.rollout(1...7))
            #expect(ending.summary.rows(.updated) == 7)
            #expect(ending.batches.map(\.count) == [7, 2, 2, 2, 1])
            #expect(ending.results["attempts"].max() == "2")
        }
    }

    @Test("a batch that is refused whole is halved until the item at fault stands alone")
    func oneAtFault() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...5)) {
                $0.treat = { request in
                    let isAlone = request.operation == .updateConnector && request.path.hasSuffix("c04")
                    return isAlone || request.updated.contains("c04") ? .refuse(400, .schemaValidationFailed) : .pass
                }
            }
            #expect(ending.outcomes == ["updated", "updated", "updated", "rejected", "updated"])
            #expect(ending.results["error_code"][3] == "SCHEMA_VALIDATION_FAILED")
            #expect(ending.results["correlation_id"][3] == "id-400")
            #expect(ending.count(.updateConnector) == 1)
        }
    }

    @Test("a batch that is refused whole, but not for its items, ends in each of them tried alone")
    func refusedWhole() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(404, .projectNotFound) : .pass }
            }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.batches.map(\.count) == [3, 1, 2, 1, 1])
            #expect(ending.count(.updateConnector) == 3)
        }
    }

    @Test("a batch whose retries ran out three times fails and is taken up when the run is resumed")
    func failed() async throws {
        try await withBench { bench in
            let first = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(429, "RATE_LIMIT_EXCEEDED") : .pass }
            }
            #expect(first.outcomes == ["failed", "failed", "failed"])
            #expect(first.batches.count == 3)
            #expect(first.results["attempts"] == ["3", "3", "3"])
            #expect(first.results["error_code"].first == "RATE_LIMIT_EXCEEDED")
            #expect(first.summary.end == .finished)
            let second = try await bench.resume()
            #expect(second.outcomes == ["updated", "updated", "updated"])
            #expect(second.results["error_code"] == ["", "", ""])
        }
    }

    @Test("what failed in an earlier session does not count in the next")
    func failedBefore() async throws {
        try await withBench(Inventory.connectors(1)) { bench in
            let turns = Turns()
            let stopped = try await bench.apply(Inventory.rollout([1])) {
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    return turns.next(request) == 1 ? .refuse(503, "UNAVAILABLE") : .refuse(401, .invalidToken)
                }
            }
            #expect(stopped.outcomes == ["not_attempted"])
            let ending = try await bench.resume {
                $0.treat = { request in
                    guard request.operation == .updateConnectors, turns.next(request) < 5 else { return .pass }
                    return .refuse(503, "UNAVAILABLE")
                }
            }
            #expect(ending.outcomes == ["updated"])
            #expect(ending.batches.count == 3)
        }
    }
}
