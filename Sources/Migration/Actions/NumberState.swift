import AgentsAPI
import AgentsClient
import ForeignText
import GRDB
import Telephony

/// Where a number was when the plan was made: what routing and releasing begin with.
struct NumberState: Hashable, Sendable {
    let number: String
    let environment: ClientEnvironment
    /// Nil when none serves it.
    let connector: ConnectorID?

    init(number: String, environment: ClientEnvironment, connector: ConnectorID?) {
        (self.number, self.environment, self.connector) = (number, environment, connector)
    }

    init(_ resource: PhoneNumberResource) {
        self.init(number: resource.number, environment: resource.clientEnv, connector: resource.connectorId)
    }

    /// The end of a sentence.
    var served: String { Self.served(by: connector) }

    static func served(by connector: ConnectorID?) -> String {
        connector.map { "is served by connector \(HarmlessText.make($0.rawValue))" } ?? "is served by no connector"
    }
}

extension Reading {
    /// Nil for what is not a number.
    var numberState: NumberState? {
        if case .number(let resource) = self { NumberState(resource) } else { nil }
    }
}

// MARK: - What actions on numbers have in common

/// An action on one number of an agent.
protocol NumberAction: Action {
    var number: String { get }
}

extension NumberAction {
    var subject: String { number }
    var ownTexts: [String] { [number] + [origin, destination].compactMap(\.?.rawValue) }

    func mayBeForbidden(by failure: ClientFailure) -> Bool { false }
    func agentsAfterwards(from agent: AgentID) -> [AgentID] { [agent] }
    func anew(from reading: Reading, desire: ConnectorPatch) -> Self? { nil }

    static func read(
        _ subjects: [String], of agent: AgentID, _ reader: AgentsReader, in size: BatchSize
    ) async throws(ClientFailure) -> Readings {
        try await reader.readings(ofNumbers: subjects, of: agent, in: size).mapValues { $0.map(Reading.number) }
    }
}

extension NumberState {
    /// - Parameter row: begins with `changeColumns`.
    init(_ row: Row, _ file: RunFile, _ db: Database) throws {
        self.init(
            number: try file.number(row[ActionPlace.number], db),
            environment: ClientEnvironment(rawValue: try file.names.text(of: row[ActionPlace.environment], db) ?? ""),
            connector: (row[ActionPlace.connector + 1] as String?).map { ConnectorID(rawValue: $0) })
    }

    func columns(of agent: AgentID, _ file: RunFile, _ db: Database) throws -> ActionColumns {
        ActionColumns(
            before: try connector.map { try file.keep(mention: $0, of: agent, db) },
            number: try file.key(of: number, db),
            environment: try file.names.id(of: environment.rawValue, db))
    }
}
