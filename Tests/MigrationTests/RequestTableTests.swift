import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport
import Testing

/// The jobs that requests are counted in. The fewest that would do are those of somebody who knows all of the API's
/// limits beforehand, but for what is said of a job.
enum CountedJob: String, CaseIterable, CustomTestStringConvertible {
    case fresh, some, unchanged, refusedItems, namedLimit, unnamedLimit, missingNumbers, threeAgents, resumed
    case oneNumber, connectors, lostAnswer, verified

    struct Count {
        let text: String
        /// In words: listings of connectors and numbers, batches and so on.
        let fewest: [(String, Int)]
    }

    var testDescription: String { count.text }

    var count: Count {
        switch self {
        case .fresh: Count(text: "10,500 connectors", fewest: [("listings", 2), ("batches of 500", 21)])
        case .some:
            Count(
                text: "300 connectors; the first batch is of 50, as nobody knows what is taken",
                fewest: [("listings", 2), ("batches", 2)])
        case .unchanged: Count(text: "200 connectors that have it all", fewest: [("listings", 2)])
        case .refusedItems:
            Count(
                text: "50 connectors, of which 37 are refused for one reason and 5 for another",
                fewest: [("listings", 2), ("batch", 1), ("a sample of each reason", 2)])
        case .namedLimit:
            Count(
                text: "89 connectors, at most 7 in a batch, which the refusal says",
                fewest: [("listings", 2), ("refusal to learn it from", 1), ("batches of 7", 13)])
        case .unnamedLimit:
            Count(
                text: "10,500 connectors, at most 100 in a batch, which nobody says",
                fewest: [("listings", 2), ("batches of 100", 105)])
        case .missingNumbers:
            Count(
                text: "50 connectors, and 250 numbers that are not there",
                fewest: [("listings", 2), ("question for the numbers", 1), ("batch", 1)])
        case .threeAgents:
            Count(text: "59 rows on 15 connectors of three agents", fewest: [("listings", 6), ("batches", 3)])
        case .resumed:
            Count(
                text: "3,100 connectors, resumed when half of them were changed; only what came after that",
                fewest: [("listing of numbers", 1), ("readings before a change", 4), ("batches of 500", 4)])
        case .oneNumber:
            Count(text: "one number", fewest: [("look-up", 1), ("list of its connector's numbers", 1), ("batch", 1)])
        case .connectors:
            Count(
                text: "30 connectors by their IDs", fewest: [("reading", 1), ("listing of numbers", 1), ("batch", 1)])
        case .lostAnswer:
            Count(
                text: "40 connectors, the answer to whose batch is lost",
                fewest: [("listings", 2), ("batch", 1), ("reading back", 1)])
        case .verified:
            Count(
                text: "50 connectors, read again at the end",
                fewest: [("listings", 2), ("batch", 1), ("reading at the end", 1)])
        }
    }
}

@Suite("No request that a job need not", .serialized, .timeLimit(.minutes(10))) struct RequestTableTests {
    private static let isPrinted = ProcessInfo.processInfo.environment["PATCHBAY_REQUEST_TABLE"] != nil

    @Test("a job takes hardly more requests than the fewest that would do", arguments: CountedJob.allCases)
    func requests(of job: CountedJob) async throws {
        let fewest = job.count.fewest.reduce(0) { $0 + $1.1 }
        let requests = try await carryOut(job)
        #expect(requests >= fewest, "fewer than the fewest")
        #expect(Double(requests) <= 1.05 * Double(fewest))
        if Self.isPrinted {
            let parts = job.count.fewest.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
            print("    | \(job.count.text) | \(parts) | \(fewest) | \(requests) |")
        }
    }

    private func carryOut(_ job: CountedJob) async throws -> Int {
        switch job {
        case .fresh: return try await rollout(of: 10_500)
        case .some: return try await rollout(of: 300)
        case .unchanged: return try await rollout(of: 200, voice: Inventory.oldVoice, outcome: .unchanged)
        case .refusedItems:
            return try await rollout(of: 50, updated: 8) { request in
                guard request.operation == .updateConnectors else { return Self.alone(request) }
                return .editResults { results in
                    for index in results.indices.prefix(42) { Self.refuse(&results[index], index) }
                }
            }
        case .namedLimit: return try await rollout(of: 89, most: 7)
        case .unnamedLimit:
            return try await rollout(of: 10_500) { $0.updated.count > 100 ? .fail(.refused(status: 413, nil)) : .pass }
        case .missingNumbers: return try await rollout(of: 50, missing: 250)
        case .threeAgents: return try await threeAgents()
        case .resumed: return try await resumed()
        case .oneNumber: return try await rollout(of: 1)
        case .connectors:
            let ids = (1...30).map(Self.id)
            return try await count(
                Self.inventory(60), "connector_id,voice_name", ids.map { "\($0),en-GB-Neural2-B" }, 30)
        case .lostAnswer: return try await rollout(of: 40) { $0.operation == .updateConnectors ? .loseAnswer : .pass }
        case .verified:
            return try await rollout(of: 50) { _ in
                .pass
            } adjust: {
                $0.pipeline.guards.verifies = true
            }
        }
    }
}

// MARK: - The jobs

extension RequestTableTests {
    private static func id(_ index: Int) -> ConnectorID { ConnectorID(rawValue: "CN-\(index)") }

    private static func number(_ index: Int) -> String { "+4474000\(String(100_000 + index).dropFirst())" }

    private static func inventory(_ count: Int, in project: AgentID = Inventory.home) -> [InventoryEntry] {
        (1...count).map {
            InventoryEntry(number: number($0), connector: Inventory.connector(id($0), in: project))
        }
    }

    /// How many requests it takes to give connectors another voice.
    private func rollout(
        of connectors: Int, missing: Int = 0, voice: String = Inventory.newVoice, updated: Int? = nil,
        outcome: Outcome = .updated, most: Int? = nil,
        treat: @escaping @Sendable (APIRequest) -> Treatment = { _ in .pass },
        adjust: (inout Session) -> Void = { _ in }
    ) async throws -> Int {
        let rows = (1...connectors + missing).map { "\(Self.number($0)),\(voice)" }
        return try await count(
            Self.inventory(connectors), "phone_number,voice_name", rows, updated ?? connectors, outcome: outcome,
            most: most
        ) {
            $0.treat = treat
            $0.pipeline.guards.maxFailures = .percent(100)
            adjust(&$0)
        }
    }

    private func count(
        _ inventory: [InventoryEntry], _ header: String, _ rows: [String], _ done: Int, outcome: Outcome = .updated,
        most: Int? = nil, adjust: (inout Session) -> Void = { _ in }
    ) async throws -> Int {
        var requests = 0
        try await withBench(inventory) {
            $0.maxBatch = most
        } _: { bench in
            let ending = try await bench.apply(Inventory.sheet(header, rows), adjust)
            #expect(ending.summary.rows(outcome) == done && ending.summary.end == .finished)
            requests = ending.requests.count
        }
        return requests
    }

    private static func refuse(_ result: inout ConnectorUpdateResult, _ index: Int) {
        (result.success, result.data, result.error) = (false, nil, text(result.connectorId.rawValue, index))
    }

    private static func text(_ connector: String, _ index: Int) -> String {
        index < 37 ? "Connector \(connector) is locked." : "No such voice: 'en-GB-Neural2-B'."
    }

    private static func alone(_ request: APIRequest) -> Treatment {
        guard request.operation == .updateConnector, let index = Int(request.path.split(separator: "-").last ?? "")
        else {
            return .pass
        }
        let text = text("CN-\(index)", index - 1)
        let envelope = ErrorEnvelope(error: "", errorID: "", errorCode: "CONNECTORS_LOCKED", errorMessage: text)
        return .fail(.refused(status: 409, envelope))
    }

    private func threeAgents() async throws -> Int {
        let agents: [AgentID] = ["HOME", "AWAY", "FARM"]
        let entries = (0..<59).map { row in
            InventoryEntry(
                number: Self.number(row), connector: Inventory.connector(Self.id(row % 15), in: agents[row % 3]))
        }
        let rows = (0..<59).map { "\(Self.number($0)),\(agents[$0 % 3]),\(Inventory.newVoice)" }
        return try await count(entries, "phone_number,agent_id,voice_name", rows, 59)
    }

    private func resumed() async throws -> Int {
        var requests = 0
        try await withBench(Self.inventory(3_100)) { bench in
            let turns = Turns()
            let rows = (1...3_100).map { "\(Self.number($0)),\(Inventory.newVoice)" }
            let stopped = try await bench.apply(Inventory.sheet("phone_number,voice_name", rows)) {
                $0.treat = { request in
                    let isTooMuch = request.operation == .updateConnectors && turns.next(request) == 5
                    return isTooMuch ? .refuse(401, .invalidToken) : .pass
                }
            }
            #expect(stopped.summary.rows(.updated) == 1_550)
            let ending = try await bench.resume()
            #expect(ending.summary.areAllRowsDone)
            requests = ending.requests.count
        }
        return requests
    }
}
