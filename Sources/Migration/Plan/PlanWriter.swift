import AgentsAPI
import Foundation
import GRDB
import Telephony

/// Writes decisions down as they are made, and counts what they come to.
final class PlanWriter {
    private let file: RunFile
    private let db: Database
    private let now: Date
    private let decide: Statement
    private let insertChange: Statement
    private var tally = PlanTally()
    private let numberSteps: NumberSteps
    /// One for all rows that are already as they should be.
    private var unchanged: Int64?
    /// The number of the last connector that is to be kept: all are, once everything is decided.
    private var connector: Int64
    private var first: Change.ID?
    private var last: Change.ID = 0

    init(_ file: RunFile, _ db: Database, now: Date) throws {
        (self.file, self.db, self.now) = (file, db, now)
        try db.execute(
            sql: """
                DROP TABLE IF EXISTS temp.decision;
                CREATE TEMP TABLE decision (
                    connector INTEGER PRIMARY KEY, reading INTEGER NOT NULL, change INTEGER, verdict INTEGER);
                """)
        decide = try db.makeStatement(sql: "INSERT INTO temp.decision VALUES (?, ?, ?, ?)")
        connector = try Int64.fetchOne(db, sql: "SELECT max(id) FROM connector") ?? 0
        insertChange = try db.makeStatement(
            sql: """
                INSERT INTO change (kind, agent, before, variant, asr, voice, project, number, target, environment,
                    targetEnvironment, rowCount)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        numberSteps = NumberSteps(file, db)
    }

    func write(_ decision: Decision, of planned: PlannedGroup) throws {
        connector += 1
        switch decision {
        case .change(let patch): try decide.run(connector, planned.reading, try add(patch, planned), nil)
        case .unchanged:
            try decide.run(connector, planned.reading, nil, try unchangedVerdict())
        case .conflict, .blocked, .invalid: try decide.run(connector, planned.reading, nil, try verdict(decision.end))
        case .split(let departures):
            try file.split(planned, departures, db)
            try decide.run(connector, planned.reading, nil, nil)
        }
    }

    private func unchangedVerdict() throws -> Int64 {
        let verdict = try unchanged ?? file.verdict(.unchanged, reason: nil, at: now, db)
        unchanged = verdict
        return verdict
    }

    private func verdict(_ end: Decision.End?) throws -> Int64? {
        try end.map { try file.verdict($0, at: now, db) }
    }

    /// Changes are numbered in the order in which they are sent.
    private func add(_ patch: ConnectorPatch, _ planned: PlannedGroup) throws -> Change.ID {
        let columns = ActionColumns(before: connector, settings: try file.columns(of: patch, db))
        let change = try insert(.settings, columns, of: planned.agent, rows: planned.rowCount)
        if planned.hasUnnamedNumbers {
            let sql = """
                INSERT INTO reached (change, number, isCollateral)
                    SELECT ?, number, ? FROM temp.unnamed WHERE reading = ? ORDER BY number
                """
            try db.cachedStatement(sql: sql).run(
                change, Int64(planned.collateralCount > 0 ? 1 : 0), planned.reading)
        }
        tally.add(
            SettingsUpdate(before: planned.group.before, patch: patch), of: planned.agent, rows: planned.rowCount,
            numbers: planned.numberCount, collateral: planned.collateralCount)
        return change
    }

    /// Adds a step of a number.
    private func add(_ step: NumberSteps.Step) throws -> Change.ID {
        let action = step.action
        tally.add(action, of: step.agent, rows: step.rows)
        return try insert(
            type(of: action).kind, try action.columns(of: step.agent, file, db), of: step.agent, rows: step.rows)
    }

    private func insert(
        _ kind: ActionKind, _ columns: ActionColumns, of agent: AgentID, rows: Int
    ) throws -> Change.ID {
        let settings = columns.settings
        try insertChange.run(
            kind.rawValue, try file.names.id(of: agent.rawValue, db), columns.before, settings.variant, settings.asr,
            settings.voice, settings.project, columns.number, columns.target, columns.environment,
            columns.targetEnvironment, Int64(rows))
        let change = db.lastInsertedRowID
        first = first ?? change
        last = change
        return change
    }

    /// Gives the rows what was decided for their connectors. Returns what the plan comes to.
    func finish() throws -> PlanSummary {
        let columns = RunFile.readingColumns
        try db.execute(
            sql: """
                INSERT INTO connector (id, \(columns))
                    SELECT decision.connector, \(columns)
                    FROM temp.decision CROSS JOIN temp.reading ON reading.id = decision.reading
                    ORDER BY decision.connector;
                CREATE UNIQUE INDEX temp.decisionByReading ON decision (reading);
                UPDATE row SET change = decision.change, verdict = decision.verdict,
                    connector = iif(decision.change IS NULL, decision.connector, NULL)
                FROM temp.resolved CROSS JOIN temp.decision ON decision.reading = resolved.reading
                WHERE row.id = resolved.row AND row.change IS NULL AND row.verdict IS NULL
                """)
        try RowIndex.rowByChange.create(db)
        try numberSteps.plan(unchanged: { try self.unchangedVerdict() }, add: { try self.add($0) })
        if let first {
            let run = ChangeRun(first: first, last: last, attempts: 0)
            try file.append(Event(ChangeMove(.plan), run, reason: nil), at: now, db)
        }
        guard var record = try RunRecord.fetch(db) else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        let summary = tally.summary(rows: record.rowCount, outcomes: try file.rowsByVerdict(db))
        record.stage = .planned
        try record.save(db)
        return summary
    }
}

extension RunFile {
    /// Keeps a connector as it was read while resolving. Returns its number.
    func keep(reading: Int64, _ db: Database) throws -> Int64 {
        try db.cachedStatement(sql: Self.keepReading).run(reading)
        return db.lastInsertedRowID
    }

    func verdict(_ end: Decision.End, at now: Date, _ db: Database) throws -> Int64 {
        let reason = try store(Settlement.Reason(message: end.message), db)
        return try verdict(end.outcome, reason: reason, at: now, db)
    }

    private static let keepReading =
        "INSERT INTO connector (\(readingColumns)) SELECT \(readingColumns) FROM temp.reading WHERE id = ?"

    /// Those of both tables, without the table's name.
    fileprivate static let readingColumns = connectorColumns.replacing("connector.", with: "")

    /// Rows that end without a change, by the name of their outcome.
    func rowsByVerdict(_ db: Database) throws -> [String: Int] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT verdict.outcome, SUM(ended.count)
                FROM (SELECT verdict, COUNT(*) AS count FROM row WHERE verdict IS NOT NULL GROUP BY verdict) AS ended
                    JOIN verdict ON verdict.id = ended.verdict
                GROUP BY verdict.outcome
                """)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
}
