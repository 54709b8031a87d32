import AgentsAPI
import Foundation
import GRDB

/// Rows of which the API said that there is nothing to change for them.
extension RunFile {
    private static let isOpen = "row.change IS NULL AND row.verdict IS NULL"
    private static let isResolved = "EXISTS (SELECT 1 FROM temp.resolved WHERE resolved.row = row.id)"

    /// Ends the rows whose connector does not exist, or is not the one that the sheet names beside the number.
    func endUnresolvableRows(at now: Date, _ db: Database) throws {
        try endRefusedRows(at: now, db)
        try endContradictedRows(at: now, db)
        try end(
            .notFound, ResolutionMessages.noConnector, where: "row.number IS NULL AND NOT \(Self.isResolved)", at: now,
            db)
        try end(.notFound, ResolutionMessages.unserved, where: "NOT \(Self.isResolved)", at: now, db)
        try endRows(
            .notFound, ResolutionMessages.routedToNothing, where: "reading.project IS NULL", at: now, db)
        try endRows(
            .conflict, ResolutionMessages.otherConnector,
            where: """
                row.number IS NOT NULL AND reading.name <> (SELECT text FROM name WHERE name.id = row.sheetConnector)
                """,
            at: now, db)
    }

    /// Ends rows of numbers that the API refused to look up, each by its own words.
    private func endRefusedRows(at now: Date, _ db: Database) throws {
        let refusals = try Int64.fetchAll(
            db, sql: "SELECT DISTINCT refusal FROM temp.served WHERE refusal IS NOT NULL ORDER BY refusal")
        for refusal in refusals {
            try db.execute(
                sql: """
                    UPDATE row SET verdict = ? FROM temp.served
                    WHERE \(Self.isOpen) AND NOT \(Self.isResolved) AND served.agent = row.agent
                        AND served.number = row.number AND served.refusal = ?
                    """,
                arguments: [try verdict(.rejected, reason: refusal, at: now, db), refusal])
        }
    }

    /// Ends rows of which two answers say different things: which one is true is not for us to decide.
    private func endContradictedRows(at now: Date, _ db: Database) throws {
        let isContradicted = """
            SELECT EXISTS (SELECT 1 FROM temp.served WHERE other IS NOT NULL)
                OR EXISTS (SELECT 1 FROM temp.reading WHERE project <> agent)
            """
        guard try Bool.fetchOne(db, sql: isContradicted) ?? false else { return }
        let contradictions = try Row.fetchAll(
            db,
            sql: """
                SELECT row.id, resolved.reading, served.other, other.name, project.text
                FROM temp.resolved JOIN row ON row.id = resolved.row JOIN temp.reading ON reading.id = resolved.reading
                    LEFT JOIN temp.served ON served.agent = reading.agent AND served.number = row.number
                    LEFT JOIN temp.reading AS other ON other.id = served.other
                    LEFT JOIN wish ON wish.id = row.wish LEFT JOIN name AS project ON project.id = reading.project
                WHERE \(Self.isOpen) AND (served.other IS NOT NULL
                    OR reading.project <> reading.agent AND reading.project IS NOT wish.project)
                """)
        var verdicts: [String: Int64] = [:]
        // Of a number that its lookup does not know and a listing has.
        try endRows(
            of: """
                SELECT row.id, reading.name FROM row JOIN temp.served
                    ON served.agent = row.agent AND served.number = row.number
                    JOIN temp.reading ON reading.id = served.reading
                WHERE \(Self.isOpen) AND NOT \(Self.isResolved) AND served.other IS NOT NULL
                """, at: now, db)
        for row in contradictions {
            let template =
                switch (row[2] as Int64?).map({ Contradicting(rawValue: $0) }) {
                case .some(.notAmongItsNumbers): ResolutionMessages.notAmongItsNumbers
                case .some(.otherProject): ResolutionMessages.foreignNumber
                case .some(.unrouted): ResolutionMessages.unroutedToo
                case .some(nil): ResolutionMessages.twoConnectors(row[3] ?? "")
                case nil: ResolutionMessages.foreignConnector(row[4] ?? "")
                }
            let verdict = try verdicts[template] ?? verdict(.conflict, template, at: now, db)
            verdicts[template] = verdict
            try db.execute(
                sql: "UPDATE row SET verdict = ?, connector = ? WHERE id = ?",
                arguments: [verdict, try keep(reading: row[1], db), row[0] as Int64])
        }
    }

    /// - Parameter rows: their numbers, and the connector that a listing says to serve each.
    private func endRows(of rows: String, at now: Date, _ db: Database) throws {
        for row in try Row.fetchAll(db, sql: rows) {
            let template = ResolutionMessages.listedOnly(under: row[1])
            try db.execute(
                sql: "UPDATE row SET verdict = ? WHERE id = ?",
                arguments: [try verdict(.conflict, template, at: now, db), row[0] as Int64])
        }
    }

    private func end(
        _ outcome: Outcome, _ template: String, where condition: String, at now: Date, _ db: Database
    ) throws {
        let rows = "row WHERE \(Self.isOpen) AND \(condition)"
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(rows))") ?? false else { return }
        try db.execute(
            sql: "UPDATE row SET verdict = ? WHERE \(Self.isOpen) AND \(condition)",
            arguments: [try verdict(outcome, template, at: now, db)])
    }

    /// Ends rows that have a connector, and notes which one it is.
    private func endRows(
        _ outcome: Outcome, _ template: String, where condition: String, at now: Date, _ db: Database
    ) throws {
        let rows = """
            temp.resolved JOIN row ON row.id = resolved.row JOIN temp.reading ON reading.id = resolved.reading
            WHERE \(Self.isOpen) AND \(condition)
            """
        let readings = try Int64.fetchAll(db, sql: "SELECT DISTINCT resolved.reading FROM \(rows)")
        guard !readings.isEmpty else { return }
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

    private func verdict(_ outcome: Outcome, _ template: String, at now: Date, _ db: Database) throws -> Int64 {
        let reason = try store(Settlement.Reason(message: template), isTemplate: true, db)
        return try verdict(outcome, reason: reason, at: now, db)
    }
}
