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
