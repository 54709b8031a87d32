import AgentsAPI
import Foundation
import GRDB
import Telephony

/// What the plan decided of one connector's rows, with the group it was decided on.
struct PlannedGroup {
    let agent: AgentID
    let group: ConnectorGroup
    let rowCount: Int
    /// The first row's number in the sheet's order.
    let position: Int
}

extension RunFile {
    /// Plans every row that has a connector and no outcome yet, in one transaction. `decide` is called once a connector,
    /// and `check` when all are decided; nothing is kept of the plan when it throws.
    func plan(at now: Date, _ decide: (PlannedGroup) -> Decision, check: () throws -> Void) throws {
        try write { db in
            try db.execute(sql: Self.createDecisions)
            let recorder = try DecisionRecorder(db)
            try Self.forEachGroup(db) { planned in
                try recorder.record(decide(planned), of: planned)
            }
            try check()
            try db.execute(sql: Self.enterChanges)
            try db.execute(sql: Self.enterDecisions, arguments: [now])
            try db.execute(sql: "DROP TABLE temp.decision")
        }
    }

    private static let createDecisions = """
        CREATE TEMP TABLE decision (
            agent TEXT NOT NULL, connector TEXT NOT NULL, position INTEGER NOT NULL, rowCount INTEGER NOT NULL,
            outcome TEXT, error TEXT, patch TEXT, before TEXT,
            PRIMARY KEY (agent, connector)
        ) WITHOUT ROWID
        """

    /// Changes are numbered in the order they are sent: agent by agent, each in the sheet's order.
    private static let enterChanges = """
        INSERT INTO change (agent, connector, patch, before, rowCount, state)
            SELECT agent, connector, patch, before, rowCount, 'planned' FROM temp.decision
            WHERE patch IS NOT NULL ORDER BY agent, position;
        """

    private static let enterDecisions = """
        UPDATE row SET
            change = (
                SELECT change.id FROM change WHERE change.connector = row.connector
                    AND change.agent = row.connectorAgent AND change.state = 'planned'),
            outcome = decision.outcome, error = decision.error,
            finishedAt = CASE WHEN decision.outcome IS NOT NULL THEN ? END
        FROM temp.decision AS decision
        WHERE decision.agent = row.connectorAgent AND decision.connector = row.connector
            AND row.change IS NULL AND row.outcome IS NULL
        """

    /// Rows of one connector that want literally the same come as one want.
    private static let wants = """
        SELECT row.connectorAgent AS agent, row.connector AS connector, connector.before AS before, row.desired AS desired,
            MIN(row.line) AS line, COUNT(*) AS rows, MIN(row.id) AS position, SUM(row.phone IS NULL) AS wholeConnector
        FROM row JOIN connector ON connector.agent = row.connectorAgent AND connector.id = row.connector
        WHERE row.change IS NULL AND row.outcome IS NULL
        GROUP BY row.connectorAgent, row.connector, row.desired
        ORDER BY row.connectorAgent, row.connector, position
        """

    private static func forEachGroup(_ db: Database, _ body: (PlannedGroup) throws -> Void) throws {
        let builder = try GroupBuilder(db)
        let cursor = try Row.fetchCursor(db, sql: wants)
        while let row = try cursor.next() {
            if let finished = try builder.add(row) { try body(finished) }
        }
        if let last = try builder.finish() { try body(last) }
    }
}

/// Writes decisions down as they are made.
private struct DecisionRecorder {
    private let insert: Statement

    init(_ db: Database) throws {
        insert = try db.makeStatement(sql: "INSERT INTO temp.decision VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    }

    func record(_ decision: Decision, of planned: PlannedGroup) throws {
        let before = planned.group.before
        var (outcome, error, patch): (Outcome?, String?, String?) = (nil, nil, nil)
        switch decision {
        case .unchanged: outcome = .unchanged
        case .change(let settings): patch = try StoredJSON.text(settings)
        case .conflict(let message): (outcome, error) = (.conflict, message)
        case .blocked(let message): (outcome, error) = (.blocked, message)
        case .invalid(let message): (outcome, error) = (.invalid, message)
        }
        try insert.execute(arguments: [
            planned.agent.rawValue, before.connectorId.rawValue, planned.position, planned.rowCount,
            outcome?.rawValue, error, patch, patch == nil ? nil : try StoredJSON.text(before),
        ])
    }
}

/// Folds rows that come ordered by connector into one group a connector.
private final class GroupBuilder {
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
