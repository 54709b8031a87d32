import AgentsAPI
import AgentsClient
import ForeignText
import GRDB
import Telephony

/// Has another connector serve a number. The connector's other numbers, and those of the one before, stay as they are.
struct NumberRouting: NumberAction {
    static let kind = ActionKind.routing
    /// The API routes numbers one by one.
    static let isBatched = false

    /// The number as it was planned from; what is only about to be imported is served by none.
    let before: NumberState
    let target: ConnectorID
    /// The target's, which the number takes over.
    let targetEnvironment: ClientEnvironment

    var number: String { before.number }
    var environments: (before: ClientEnvironment?, after: ClientEnvironment?) {
        (before.environment, targetEnvironment)
    }
    var origin: ConnectorID? { before.connector }
    var destination: ConnectorID? { target }
    var batchKey: String { "" }
}

extension NumberRouting {
    static func request(
        _ actions: [Self], of agent: AgentID, _ client: AgentsClient
    ) async throws(ClientFailure) -> Answer<[ItemAnswer]> {
        try await actions[0].request(of: agent, client).map { [$0] }
    }

    func request(of agent: AgentID, _ client: AgentsClient) async throws(ClientFailure) -> Answer<ItemAnswer> {
        try await client.routePhoneNumber(number, to: target, of: agent).map {
            ItemAnswer(subject: $0.number, isSuccess: true, reading: .number($0))
        }
    }

    func observation(of reading: Reading?) -> Observation {
        guard let now = reading?.numberState else { return .missing }
        if now.connector == target { return .asAsked(reading) }
        return now.connector == before.connector ? .untouched(reading) : .different(reading)
    }

    func isIgnored(by reading: Reading?) -> Bool {
        reading?.numberState.map { $0.connector == before.connector } ?? false
    }

    static let isRefusedWhenDone = false

    func mayBeDone(by failure: ClientFailure) -> Bool { false }

    func anew(from reading: Reading, desire: ConnectorPatch) -> Self? {
        reading.numberState.flatMap { now in
            now.connector == target
                ? nil : Self(before: now, target: target, targetEnvironment: targetEnvironment)
        }
    }

    var outline: [String] {
        [
            "route", before.environment.rawValue, before.connector?.rawValue ?? "", target.rawValue,
            targetEnvironment.rawValue,
        ]
    }
    var variety: Variety { Variety(kind: .routing, place: target.rawValue) }
    var beginning: String { "\(number) \(before.served)" }

    func departure(of reading: Reading?) -> String {
        let now = reading?.numberState?.connector
        let formerly = before.connector.map { HarmlessText.make($0.rawValue) } ?? "none"
        return "\(number) \(NumberState.served(by: now)), not by \(formerly)"
    }

    func shortfall(of reading: Reading?) -> String {
        let now = reading?.numberState?.connector
        return "\(number) \(NumberState.served(by: now)), not by \(HarmlessText.make(target.rawValue))"
    }
}

extension NumberRouting {
    init(_ row: Row, _ file: RunFile, _ db: Database) throws {
        before = try NumberState(row, file, db)
        target = ConnectorID(rawValue: try file.names.text(of: row[ActionPlace.target], db) ?? "")
        targetEnvironment = ClientEnvironment(
            rawValue: try file.names.text(of: row[ActionPlace.targetEnvironment], db) ?? "")
    }

    func columns(of agent: AgentID, _ file: RunFile, _ db: Database) throws -> ActionColumns {
        var columns = try before.columns(of: agent, file, db)
        columns.target = try file.names.id(of: target.rawValue, db)
        columns.targetEnvironment = try file.names.id(of: targetEnvironment.rawValue, db)
        return columns
    }
}
