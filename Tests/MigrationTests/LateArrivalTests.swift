import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Requests that arrive after their connector was read back") struct LateArrivalTests {
    private let move = Inventory.sheet("phone_number,project_id", ["\(Inventory.number(1)),AWAY"])

    private func moveLate(_ bench: Bench) async throws {
        _ = try await bench.someoneElse.updateConnector(
            "c01", ConnectorPatch(projectId: Inventory.away), of: Inventory.home)
    }

    @Test("a move that arrived late, so that it is refused when it is sent again, is made")
    func beforeTheBatch() async throws {
        try await withBench { bench in
            let turns = Turns()
            let ending = try await bench.apply(move) {
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    if turns.next(request) == 1 { return .loseRequest }
                    try await moveLate(bench)
                    return .pass
                }
            }
            #expect(ending.outcomes == ["updated"])
            #expect(ending.batches.count == 2 && ending.count(.updateConnector) == 0)
        }
    }

    @Test("a move that arrived late, so that it is refused when it is tried alone, is made")
    func beforeTheSingle() async throws {
        try await withBench { bench in
            let turns = Turns()
            let ending = try await bench.apply(move) {
                $0.treat = { request in
                    switch request.operation {
                    case .updateConnectors:
                        return turns.next(request) == 1 ? .loseRequest : .refuse(400, .schemaValidationFailed)
                    case .updateConnector:
                        try await moveLate(bench)
                        return .pass
                    default: return .pass
                    }
                }
            }
            #expect(ending.outcomes == ["updated"])
            #expect(ending.count(.updateConnector) == 1)
        }
    }

    @Test("what a batch that was sent twice left unapplied may arrive late, also what was not tried alone any more")
    func afterSecondAttempt() async throws {
        try await withBench(Inventory.connectors(2)) {
            $0.faults = [Fault(.updates(.failItems()), on: [.updateConnectors])]
        } _: { bench in
            let turns = Turns()
            let stopped = try await bench.apply(Inventory.rollout(1...2)) {
                $0.decorate = { RetryingTransport($0, pacer: Pacer(.modest, clock: InstantClock())) }
                $0.treat = { request in
                    switch request.operation {
                    case .updateConnectors: turns.next(request) == 1 ? .loseRequest : .pass
                    case .updateConnector: .refuse(401, .invalidToken)
                    default: .pass
                    }
                }
            }
            #expect(stopped.outcomes == ["not_attempted", "not_attempted"])
            try await bench.give("c01", Inventory.newVoice)
            try await bench.give("c02", Inventory.newVoice)
            #expect(try await bench.resume().outcomes == ["updated", "updated"])
        }
    }

    @Test("what may arrive late may do so, too, after its connector could not be read for the rest of a session")
    func unreadInBetween() async throws {
        try await withBench(Inventory.connectors(1)) { bench in
            let turns = Turns()
            let stopped = try await bench.apply(Inventory.rollout([1])) {
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    return turns.next(request) == 1 ? .loseRequest : .refuse(401, .invalidToken)
                }
            }
            #expect(stopped.outcomes == ["not_attempted"])
            let unread = try await bench.resume { $0.treat = { $0.operation == .getConnectors ? .loseRequest : .pass } }
            #expect(unread.outcomes == ["failed"])
            try await bench.give("c01", Inventory.newVoice)
            #expect(try await bench.resume().outcomes == ["updated"])
        }
    }

    @Test("what was refused each time it was sent cannot arrive late: somebody else has made the change")
    func neverAccepted() async throws {
        try await withBench(Inventory.connectors(1)) { bench in
            let failed = try await bench.apply(Inventory.rollout([1])) {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(429, "RATE_LIMIT_EXCEEDED") : .pass }
            }
            #expect(failed.outcomes == ["failed"])
            try await bench.give("c01", Inventory.newVoice)
            #expect(try await bench.resume().outcomes == ["unchanged"])
        }
    }
}
