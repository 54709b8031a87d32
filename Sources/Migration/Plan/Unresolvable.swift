import AgentsAPI
import Foundation
import GRDB

/// Rows of which the API said that there is nothing to change for them.
extension RunFile {
    static let isUnplanned = "row.change IS NULL AND row.verdict IS NULL"
    static let isResolved = "EXISTS (SELECT 1 FROM temp.resolved WHERE resolved.row = row.id)"

    /// Ends the rows whose connector does not exist, or is not the one that the sheet names beside the number.
    func endUnresolvableRows(at now: Date, _ db: Database) throws {
        try endRefusedRows(at: now, db)
        try endContradictedRows(at: now, db)
        try endStrandedRows(at: now, db)
        try endUnplaceableRows(at: now, db)
        let isUnresolved = "NOT \(Self.isPlacing) AND NOT \(Self.isResolved)"
        try end(
            .notFound, ResolutionMessages.noConnector, where: "row.number IS NULL AND \(isUnresolved)", at: now, db)
        try end(.notFound, ResolutionMessages.unserved, where: isUnresolved, at: now, db)
        try endRows(
            .notFound, ResolutionMessages.routedToNothing, where: "reading.project IS NULL", at: now, db)
        try endRows(
            .conflict, ResolutionMessages.otherConnector,
            where: """
                row.number IS NOT NULL AND NOT \(Self.isPlacing)
                AND reading.name <> (SELECT text FROM name WHERE name.id = row.sheetConnector)
                """,
            at: now, db)
    }

    /// Ends rows of numbers that the API refused to look up, each by its own words.
    private func endRefusedRows(at now: Date, _ db: Database) throws {
        let refusals = try Int64.fetchAll(
            db, sql: "SELECT DISTINCT refusal FROM temp.served WHERE refusal IS NOT NULL ORDER BY refusal")
        guard !refusals.isEmpty else { return }
        try db.execute(sql: "CREATE INDEX IF NOT EXISTS temp.servedByRefusal ON served (refusal)")
        for refusal in refusals {
            try db.execute(
                sql: """
                    UPDATE row SET verdict = ? WHERE \(Self.isUnplanned) AND NOT \(Self.isResolved) AND id IN (
                        SELECT own.id FROM temp.served CROSS JOIN row AS own
                            ON own.number = served.number AND own.agent = served.agent
                        WHERE served.refusal = ?)
                    """,
                arguments: [try verdict(.rejected, reason: refusal, at: now, db), refusal])
        }
    }

    private func end(
        _ outcome: Outcome, _ template: String, where condition: String, at now: Date, _ db: Database
    ) throws {
        let rows = "row WHERE \(Self.isUnplanned) AND \(condition)"
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(rows))") ?? false else { return }
        try db.execute(
            sql: "UPDATE row SET verdict = ? WHERE \(Self.isUnplanned) AND \(condition)",
            arguments: [try verdict(outcome, template, at: now, db)])
    }

    /// Ends rows that have a connector, and notes which one it is.
    private func endRows(
        _ outcome: Outcome, _ template: String, where condition: String, at now: Date, _ db: Database
    ) throws {
        let rows = """
            temp.resolved JOIN row ON row.id = resolved.row JOIN temp.reading ON reading.id = resolved.reading
            WHERE \(Self.isUnplanned) AND \(condition)
            """
        let readings = try Int64.fetchAll(db, sql: "SELECT DISTINCT resolved.reading FROM \(rows)")
        guard !readings.isEmpty else { return }
        try db.execute(sql: "CREATE INDEX IF NOT EXISTS temp.resolvedByReading ON resolved (reading)")
        let verdict = try verdict(outcome, template, at: now, db)
        for reading in readings {
            try db.execute(
                sql: """
                    UPDATE row SET verdict = ?, connector = ?
                    WHERE row.id IN (SELECT row.id FROM \(rows) AND resolved.reading = ?)
                    """,
                arguments: [verdict, try keep(reading: reading, db), reading])
        }
    }

    func verdict(_ outcome: Outcome, _ template: String, at now: Date, _ db: Database) throws -> Int64 {
        let reason = try store(Settlement.Reason(message: template), isTemplate: true, db)
        return try verdict(outcome, reason: reason, at: now, db)
    }
}
