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
    /// One for all rows that are already as they should be.
    private var unchanged: Int64?
    private var first: Change.ID?
    private var last: Change.ID = 0

    init(_ file: RunFile, _ db: Database, now: Date) throws {
        (self.file, self.db, self.now) = (file, db, now)
        try db.execute(
            sql: """
                DROP TABLE IF EXISTS temp.decision;
                CREATE TEMP TABLE decision (
                    reading INTEGER PRIMARY KEY, connector INTEGER, change INTEGER, verdict INTEGER);
                """)
        decide = try db.makeStatement(sql: "INSERT INTO temp.decision VALUES (?, ?, ?, ?)")
        insertChange = try db.makeStatement(
            sql: """
                INSERT INTO change (agent, before, variant, asr, voice, project, rowCount) VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
    }

    func write(_ decision: Decision, of planned: PlannedGroup) throws {
        let connector = try file.keep(reading: planned.reading, db)
        switch decision {
        case .change(let patch):
            try decide.run(planned.reading, nil, try add(patch, to: connector, planned), nil)
        case .unchanged:
            let verdict = try unchanged ?? file.verdict(.unchanged, reason: nil, at: now, db)
            unchanged = verdict
            try decide.run(planned.reading, connector, nil, verdict)
        case .conflict(let message): try end(.conflict, message, planned, connector)
        case .blocked(let message): try end(.blocked, message, planned, connector)
        case .invalid(let message): try end(.invalid, message, planned, connector)
        }
    }

    private func end(_ outcome: Outcome, _ message: String, _ planned: PlannedGroup, _ connector: Int64) throws {
        let reason = try file.store(Settlement.Reason(message: message), db)
        try decide.run(
            planned.reading, connector, nil, try file.verdict(outcome, reason: reason, at: now, db))
    }

    /// Changes are numbered in the order in which they are sent.
    private func add(_ patch: ConnectorPatch, to connector: Int64, _ planned: PlannedGroup) throws -> Change.ID {
        let settings = try file.columns(of: patch, db)
        try insertChange.run(
            try file.names.id(of: planned.agent.rawValue, db), connector, settings.variant, settings.asr,
            settings.voice, settings.project, Int64(planned.rowCount))
        let change = db.lastInsertedRowID
        first = first ?? change
        last = change
        if planned.hasUnnamedNumbers {
            let sql = """
                INSERT INTO reached (change, number, isCollateral)
                    SELECT ?, number, ? FROM temp.unnamed WHERE reading = ? ORDER BY number
                """
            try db.cachedStatement(sql: sql).run(change, planned.collateralCount > 0 ? 1 : 0, planned.reading)
        }
        tally.add(
            agent: planned.agent, before: planned.group.before, patch: patch, rows: planned.rowCount,
            numbers: planned.numberCount, collateral: planned.collateralCount)
        return change
    }

    /// Gives the rows what was decided for their connectors. Returns what the plan comes to.
    func finish() throws -> PlanSummary {
        try db.execute(
            sql: """
                UPDATE row SET change = decision.change, verdict = decision.verdict, connector = decision.connector
                FROM temp.resolved CROSS JOIN temp.decision ON decision.reading = resolved.reading
                WHERE row.id = resolved.row AND row.change IS NULL AND row.verdict IS NULL
                """)
        try RowIndex.rowByChange.create(db)
        if let first {
            let run = ChangeRun(first: first, last: last, attempts: 0)
            try file.append(Event(ChangeMove(.plan), run, reason: nil), at: now, db)
        }
        guard var record = try RunRecord.fetch(db) else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        let summary = tally.summary(rows: record.rowCount, outcomes: try file.rowsByVerdict(db))
        record.stage = .planned
        record.fingerprint = summary.fingerprint
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

    private static let keepReading = {
        let columns = connectorColumns.replacing("connector.", with: "")
        return "INSERT INTO connector (\(columns)) SELECT \(columns) FROM temp.reading WHERE id = ?"
    }()

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
