import Foundation
import GRDB

/// Rows of which two answers of the API say different things: which one is true is not for us to decide.
extension RunFile {
    /// Ends them, and notes the connector of those that have one.
    func endContradictedRows(at now: Date, _ db: Database) throws {
        let isContradicted = """
            SELECT EXISTS (SELECT 1 FROM temp.served WHERE other IS NOT NULL)
                OR EXISTS (SELECT 1 FROM temp.reading WHERE project <> agent)
            """
        guard try Bool.fetchOne(db, sql: isContradicted) ?? false else { return }
        try endRowsListedOnly(at: now, db)
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT row.id, resolved.reading, served.other, other.name, project.text
                FROM temp.resolved JOIN row ON row.id = resolved.row JOIN temp.reading ON reading.id = resolved.reading
                    LEFT JOIN temp.served ON served.agent = reading.agent AND served.number = row.number
                    LEFT JOIN temp.reading AS other ON other.id = served.other
                    LEFT JOIN wish ON wish.id = row.wish LEFT JOIN name AS project ON project.id = reading.project
                WHERE \(Self.isUnplanned) AND (served.other IS NOT NULL
                    OR reading.project <> reading.agent AND reading.project IS NOT wish.project)
                """)
        var verdicts: [String: Int64] = [:]
        for row in rows {
            let template = Self.contradiction(row)
            let verdict = try verdicts[template] ?? verdict(.conflict, template, at: now, db)
            verdicts[template] = verdict
            try db.execute(
                sql: "UPDATE row SET verdict = ?, connector = ? WHERE id = ?",
                arguments: [verdict, try keep(reading: row[1], db), row[0] as Int64])
        }
    }

    private static func contradiction(_ row: Row) -> String {
        guard let other = row[2] as Int64? else { return ResolutionMessages.foreignConnector(row[4] ?? "") }
        return switch Contradicting(rawValue: other) {
        case .notAmongItsNumbers: ResolutionMessages.notAmongItsNumbers
        case .otherProject: ResolutionMessages.foreignNumber
        case .unrouted: ResolutionMessages.unroutedToo
        case nil: ResolutionMessages.twoConnectors(row[3] ?? "")
        }
    }

    /// Rows of numbers that their lookups do not know and a listing has.
    private func endRowsListedOnly(at now: Date, _ db: Database) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT row.id, reading.name FROM row JOIN temp.served
                    ON served.agent = row.agent AND served.number = row.number
                    JOIN temp.reading ON reading.id = served.reading
                WHERE \(Self.isUnplanned) AND NOT \(Self.isResolved) AND served.other IS NOT NULL
                """)
        for row in rows {
            let verdict = try verdict(.conflict, ResolutionMessages.listedOnly(under: row[1]), at: now, db)
            try db.execute(sql: "UPDATE row SET verdict = ? WHERE id = ?", arguments: [verdict, row[0] as Int64])
        }
    }
}
