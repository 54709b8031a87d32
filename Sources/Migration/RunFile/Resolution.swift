import AgentsAPI
import Foundation
import GRDB
import Telephony

/// Under which agent a row is looked for: its own, or, for one that may have been moved already, the one it should move to.
enum ResolutionPass: String, CaseIterable {
    case own = "agent"
    case moved = "targetAgent"
}

/// An agent under which some rows are still without a connector.
struct OpenAgent {
    let agent: AgentID
    /// Distinct numbers, or distinct connectors, to find.
    let count: Int
}

/// A number and the connector that answers its calls, if any.
struct ServedNumber {
    let phone: String
    let connector: ConnectorID?
}

extension RunFile {
    private static let isOpen = "row.connector IS NULL AND row.change IS NULL AND row.outcome IS NULL"

    /// Agents under which numbers are still to be found, in the order of their names.
    func agentsWithOpenNumbers(_ pass: ResolutionPass) throws -> [OpenAgent] {
        try openAgents(pass, counting: "phone", where: "phone IS NOT NULL")
    }

    /// Agents under which connectors that the sheet names without a number are still to be found.
    func agentsWithOpenConnectors(_ pass: ResolutionPass) throws -> [OpenAgent] {
        try openAgents(pass, counting: "sheetConnector", where: "phone IS NULL")
    }

    private func openAgents(_ pass: ResolutionPass, counting column: String, where rows: String) throws -> [OpenAgent] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(pass.rawValue) AS agent, COUNT(DISTINCT \(column)) AS count FROM row
                    WHERE \(Self.isOpen) AND \(rows) AND \(pass.rawValue) IS NOT NULL
                        AND (\(pass == .own) OR targetAgent <> agent)
                    GROUP BY \(pass.rawValue) ORDER BY \(pass.rawValue)
                    """
            ).map { OpenAgent(agent: AgentID(rawValue: $0["agent"]), count: $0["count"]) }
        }
    }

    /// Up to `limit` distinct numbers that are neither found nor known to be missing under the agent, after `last`.
    func openNumbers(_ pass: ResolutionPass, of agent: AgentID, after last: String, limit: Int) throws -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT row.phone FROM row
                    WHERE \(Self.isOpen) AND row.\(pass.rawValue) = :agent AND row.phone > :last
                        AND NOT EXISTS (SELECT 1 FROM number WHERE number.agent = :agent AND number.phone = row.phone)
                    ORDER BY row.phone LIMIT :limit
                    """,
                arguments: ["agent": agent.rawValue, "last": last, "limit": limit])
        }
    }

    func openConnectors(
        _ pass: ResolutionPass, of agent: AgentID, after last: ConnectorID, limit: Int
    ) throws -> [ConnectorID] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT sheetConnector FROM row
                    WHERE \(Self.isOpen) AND phone IS NULL AND \(pass.rawValue) = ? AND sheetConnector > ?
                    ORDER BY sheetConnector LIMIT ?
                    """,
                arguments: [agent.rawValue, last.rawValue, limit]
            ).map(ConnectorID.init(rawValue:))
        }
    }

    /// Forgets what was read when an earlier session resolved the rows and was stopped before it had a plan.
    func forgetReadings() throws {
        try write { db in
            try db.execute(
                sql: """
                    DELETE FROM number; DELETE FROM connector; DELETE FROM inventory;
                    UPDATE row SET connectorAgent = NULL, connector = NULL, outcome = NULL, errorCode = NULL,
                        error = NULL, correlationID = NULL, finishedAt = NULL
                        WHERE change IS NULL AND (outcome IS NULL OR outcome IN ('not_found', 'rejected')
                            OR outcome = 'conflict' AND connector IS NOT NULL);
                    """)
        }
    }

    /// Stores connectors as read under the agent.
    func store(_ connectors: [Connector], of agent: AgentID) throws {
        try write { db in
            let insert = try db.cachedStatement(sql: "INSERT OR REPLACE INTO connector VALUES (?, ?, ?)")
            for connector in connectors {
                try insert.execute(
                    arguments: [agent.rawValue, connector.connectorId.rawValue, try StoredJSON.text(connector)])
            }
        }
    }

    /// Stores which connector serves each number under the agent. `isInventory` says that these are all the numbers the agent has.
    func store(_ numbers: [ServedNumber], of agent: AgentID, isInventory: Bool = false) throws {
        try write { db in
            if isInventory {
                try db.execute(sql: "INSERT OR REPLACE INTO inventory VALUES (?)", arguments: [agent.rawValue])
            }
            let insert = try db.cachedStatement(sql: "INSERT OR REPLACE INTO number VALUES (?, ?, ?)")
            for number in numbers {
                try insert.execute(arguments: [agent.rawValue, number.phone, number.connector?.rawValue])
            }
        }
    }

    func hasInventory(of agent: AgentID) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM inventory WHERE agent = ?)", arguments: [agent.rawValue])
                ?? false
        }
    }

    /// Gives open rows the connectors that were found under the agent.
    func assignConnectors(_ pass: ResolutionPass, of agent: AgentID) throws {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE row SET connectorAgent = :agent, connector = number.connector FROM number
                    WHERE \(Self.isOpen) AND row.\(pass.rawValue) = :agent
                        AND number.agent = :agent AND number.phone = row.phone AND number.connector IS NOT NULL
                    """,
                arguments: ["agent": agent.rawValue])
            try db.execute(
                sql: """
                    UPDATE row SET connectorAgent = :agent, connector = row.sheetConnector
                    WHERE \(Self.isOpen) AND row.phone IS NULL AND row.\(pass.rawValue) = :agent AND EXISTS (
                        SELECT 1 FROM connector WHERE connector.agent = :agent AND connector.id = row.sheetConnector)
                    """,
                arguments: ["agent": agent.rawValue])
        }
    }

    /// Connectors that serve numbers of the sheet and were not read yet.
    func unreadConnectors() throws -> [AgentID: [ConnectorID]] {
        try connectorsByAgent(
            """
            SELECT DISTINCT row.connectorAgent, row.connector FROM row
            WHERE row.connector IS NOT NULL AND row.change IS NULL AND row.outcome IS NULL AND NOT EXISTS (
                SELECT 1 FROM connector WHERE connector.agent = row.connectorAgent AND connector.id = row.connector)
            """)
    }

    /// How many connectors are to be planned under each agent.
    func connectorCounts() throws -> [OpenAgent] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT connectorAgent AS agent, COUNT(DISTINCT connector) AS count FROM row
                    WHERE connector IS NOT NULL AND change IS NULL AND outcome IS NULL
                    GROUP BY connectorAgent ORDER BY connectorAgent
                    """
            ).map { OpenAgent(agent: AgentID(rawValue: $0["agent"]), count: $0["count"]) }
        }
    }

    /// The connectors to be planned under the agent.
    func connectors(of agent: AgentID) throws -> [ConnectorID] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT connector FROM row WHERE connectorAgent = ? AND connector IS NOT NULL
                        AND change IS NULL AND outcome IS NULL ORDER BY connector
                    """,
                arguments: [agent.rawValue]
            ).map(ConnectorID.init(rawValue:))
        }
    }

    private func connectorsByAgent(_ sql: String) throws -> [AgentID: [ConnectorID]] {
        let pairs = try read { db in
            try Row.fetchAll(db, sql: sql).map { (AgentID(rawValue: $0[0]), ConnectorID(rawValue: $0[1])) }
        }
        return Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1) }
    }
}
