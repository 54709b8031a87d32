import AgentsAPI
import AgentsClient
import GRDB
import Telephony

/// Gives a number back: it stops answering, and nothing here can bring it back.
struct NumberRelease: NumberAction {
    static let kind = ActionKind.release
    static let isBatched = true

    /// The number as it was planned from.
    let before: NumberState

    var number: String { before.number }
    var environments: (before: ClientEnvironment?, after: ClientEnvironment?) { (before.environment, nil) }
    var origin: ConnectorID? { before.connector }
    var destination: ConnectorID? { nil }
    var batchKey: String { "" }
}

extension NumberRelease {
    static func request(
        _ actions: [Self], of agent: AgentID, _ client: AgentsClient
    ) async throws(ClientFailure) -> Answer<[ItemAnswer]> {
        try await client.deletePhoneNumbers(actions.map(\.number), of: agent).map { answer in
            answer.deleted.map { ItemAnswer(subject: $0, isSuccess: true, isShown: true) }
                + (answer.errors ?? []).map { ItemAnswer(subject: $0.phoneNumber, isSuccess: false, error: $0.error) }
        }
    }

    func request(of agent: AgentID, _ client: AgentsClient) async throws(ClientFailure) -> Answer<ItemAnswer> {
        try await client.deletePhoneNumber(number, of: agent).map {
            ItemAnswer(subject: $0.deleted, isSuccess: true, isShown: true)
        }
    }

    func observation(of reading: Reading?) -> Observation {
        guard let now = reading?.numberState else { return .asAsked(nil) }
        let isUntouched = now.connector == before.connector && now.environment == before.environment
        return isUntouched ? .untouched(reading) : .different(reading)
    }

    func isIgnored(by reading: Reading?) -> Bool { reading != nil }

    static let isRefusedWhenDone = true

    func mayBeDone(by failure: ClientFailure) -> Bool { failure.errorCode == .phoneNumberNotFound }

    var outline: [String] { ["release", before.environment.rawValue, before.connector?.rawValue ?? ""] }
    var variety: Variety { Variety(kind: .release) }
    var beginning: String { "\(number) is there" }

    func departure(of reading: Reading?) -> String {
        guard let now = reading?.numberState else { return "\(number) is gone" }
        return now.connector == before.connector
            ? "\(number) is in \(now.environment.rawValue), not \(before.environment.rawValue)"
            : "\(number) \(now.served), and \(before.served.replacing("is served", with: "was served")) before"
    }

    func shortfall(of reading: Reading?) -> String { beginning }
}

extension NumberRelease {
    init(_ row: Row, _ file: RunFile, _ db: Database) throws { before = try NumberState(row, file, db) }

    func columns(of agent: AgentID, _ file: RunFile, _ db: Database) throws -> ActionColumns {
        try before.columns(of: agent, file, db)
    }
}
