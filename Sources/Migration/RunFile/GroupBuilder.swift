import AgentsAPI
import GRDB
import Telephony

/// Folds rows that come ordered by connector into one group a connector.
final class GroupBuilder {
    private struct Open {
        let agent: AgentID
        let before: Connector
        var wants: [Want]
        var rowCount: Int
        var position: Int
        var namesWholeConnector: Bool
    }

    private var open: Open?
    private let collateral: Statement
    private let settled: Statement

    init(_ db: Database) throws {
        collateral = try db.makeStatement(
            sql: """
                SELECT number.phone FROM number WHERE number.agent = ? AND number.connector = ?
                    AND NOT EXISTS (SELECT 1 FROM row WHERE row.phone = number.phone AND row.outcome IS NULL)
                ORDER BY number.phone
                """)
        settled = try db.makeStatement(
            sql: """
                SELECT row.desired AS desired, MIN(row.line) AS line FROM change JOIN row ON row.change = change.id
                WHERE change.connector = ? AND change.outcome IN ('updated', 'unchanged')
                GROUP BY row.desired ORDER BY line
                """)
    }

    /// Takes the next row; returns the group before it when the row begins another connector.
    func add(_ row: Row) throws -> PlannedGroup? {
        let agent = AgentID(rawValue: row["agent"])
        let want = Want(settings: try StoredJSON.value(ConnectorPatch.self, row["desired"]), line: row["line"])
        let rowCount: Int = row["rows"]
        let isWhole = (row["wholeConnector"] as Int) > 0
        if open?.agent == agent, open?.before.connectorId.rawValue == row["connector"] {
            open?.wants.append(want)
            open?.rowCount += rowCount
            if isWhole { open?.namesWholeConnector = true }
            return nil
        }
        let finished = try finish()
        open = Open(
            agent: agent, before: try StoredJSON.value(Connector.self, row["before"]), wants: [want],
            rowCount: rowCount, position: row["position"], namesWholeConnector: isWhole)
        return finished
    }

    /// A row that names a connector and no number means the connector with all its numbers, so none of them is collateral.
    func finish() throws -> PlannedGroup? {
        guard let open else { return nil }
        self.open = nil
        let connector = open.before.connectorId.rawValue
        let numbers =
            open.namesWholeConnector
            ? [] : try String.fetchAll(collateral, arguments: [open.agent.rawValue, connector])
        let group = ConnectorGroup(
            before: open.before, wants: open.wants, settled: try settledWants(connector), collateral: numbers)
        return PlannedGroup(agent: open.agent, group: group, rowCount: open.rowCount, position: open.position)
    }

    private func settledWants(_ connector: String) throws -> [Want] {
        try Row.fetchAll(settled, arguments: [connector]).map { row in
            Want(settings: try StoredJSON.value(ConnectorPatch.self, row["desired"]), line: row["line"])
        }
    }
}
