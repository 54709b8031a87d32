import AgentsAPI
import AgentsClient
import ForeignText
import GRDB
import Telephony

/// Takes a number into an agent, where it is not yet.
struct NumberImport: NumberAction {
    static let kind = ActionKind.importing
    static let isBatched = true

    let number: String
    let environment: ClientEnvironment

    var environments: (before: ClientEnvironment?, after: ClientEnvironment?) { (nil, environment) }
    var origin: ConnectorID? { nil }
    var destination: ConnectorID? { nil }
    /// A request has one environment.
    var batchKey: String { environment.rawValue }
}

extension NumberImport {
    static func request(
        _ actions: [Self], of agent: AgentID, _ client: AgentsClient
    ) async throws(ClientFailure) -> Answer<[ItemAnswer]> {
        try await client.importPhoneNumbers(actions.map(\.number), into: actions.first?.environment, of: agent).map {
            $0.imported.map { ItemAnswer(subject: $0, isSuccess: true) }
        }
    }

    func request(of agent: AgentID, _ client: AgentsClient) async throws(ClientFailure) -> Answer<ItemAnswer> {
        try await client.importPhoneNumber(number, into: environment, of: agent).map {
            ItemAnswer(subject: $0.imported, isSuccess: true)
        }
    }

    /// A number that was not there before has nothing that somebody else could have changed.
    func observation(of reading: Reading?) -> Observation {
        guard let now = reading?.numberState else { return .untouched(nil) }
        return now.environment == environment ? .asAsked(reading) : .different(reading)
    }

    func isIgnored(by reading: Reading?) -> Bool { reading == nil }

    static let isRefusedWhenDone = true

    func mayBeDone(by failure: ClientFailure) -> Bool {
        failure.errorCode == .phoneNumberAlreadyExists || failure.isStatus(409)
    }

    /// A number is of one agent at most: which one can be seen when the sheet names it.
    func explanation(of failure: ClientFailure, _ agents: [AgentID], _ readBack: ReadBack) async -> String? {
        guard mayBeDone(by: failure) else { return nil }
        for agent in agents.prefix(Self.mostAgents) {
            let readings = try? await Self.read([number], of: agent, readBack.reader, in: readBack.size)
            if case .success? = readings?[number] {
                return "Agent \(HarmlessText.make(agent.rawValue)) has it. Release it there first, or leave it there."
            }
        }
        return nil
    }

    /// So many are asked whether they have a number that cannot be imported.
    private static let mostAgents = 20

    var outline: [String] { ["import", environment.rawValue] }
    var variety: Variety { Variety(kind: .importing, place: environment.rawValue) }
    var beginning: String { "\(number) is not there" }

    func departure(of reading: Reading?) -> String {
        let now = reading?.numberState?.environment.rawValue ?? "no environment"
        return "\(number) is there already, in \(now), not \(environment.rawValue)"
    }

    func shortfall(of reading: Reading?) -> String {
        guard let now = reading?.numberState else { return beginning }
        return "\(number) is in \(now.environment.rawValue), not \(environment.rawValue)"
    }
}

extension NumberImport {
    init(_ row: Row, _ file: RunFile, _ db: Database) throws {
        let state = try NumberState(row, file, db)
        (number, environment) = (state.number, state.environment)
    }

    func columns(of agent: AgentID, _ file: RunFile, _ db: Database) throws -> ActionColumns {
        try NumberState(number: number, environment: environment, connector: nil).columns(of: agent, file, db)
    }
}
