package import AgentsAPI
package import Telephony

/// One thing that the emulator knows from its start, with the place it was read from.
package struct InventoryEntry: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// A number that a connector answers. Its project and environment are the connector's.
        case number(String, on: Connector)
        /// A number that no connector answers.
        case unroutedNumber(String, project: AgentID, account: AccountID, clientEnv: ClientEnvironment)
        /// A connector without a number of its own.
        case connector(Connector)
        /// A project, so that connectors can move into one that is empty.
        case project(AgentID, account: AccountID)
    }

    package var content: Content
    /// Such as `inventory.csv:17`; messages name it.
    package var origin: String

    package init(_ content: Content, origin: String) {
        self.content = content
        self.origin = origin
    }

    /// An entry of an inventory that was not read from a file.
    package init(number: String? = nil, connector: Connector, origin: String? = nil) {
        self.content = number.map { .number($0, on: connector) } ?? .connector(connector)
        self.origin = origin ?? number ?? connector.connectorId.rawValue
    }
}

extension InventoryEntry {
    var connector: Connector? {
        switch content {
        case .number(_, let connector), .connector(let connector): connector
        case .unroutedNumber, .project: nil
        }
    }

    var number: String? {
        switch content {
        case .number(let number, _), .unroutedNumber(let number, _, _, _): number
        case .connector, .project: nil
        }
    }

    var project: (id: AgentID, account: AccountID) {
        switch content {
        case .number(_, let connector), .connector(let connector): (connector.projectId, connector.accountId)
        case .unroutedNumber(_, let project, let account, _), .project(let project, let account): (project, account)
        }
    }
}
