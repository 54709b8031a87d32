import AgentsAPI
import Foundation
import GRDB

/// Rows that say where their number should be, and of which that cannot come true.
extension RunFile {
    private static let placingRows = """
        row JOIN wish ON wish.id = row.wish
            JOIN temp.place ON place.agent = row.agent AND place.number = row.number
            LEFT JOIN name AS target ON target.id = \(target)
            LEFT JOIN name AS serving ON serving.id = place.connector
        WHERE \(isUnplanned) AND \(isPlacing)
        """

    /// Ends them, and says why.
    func endUnplaceableRows(at now: Date, _ db: Database) throws {
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM temp.place)") ?? false else { return }
        try endMisplacedRows(at: now, db)
        let isImport = "wish.action = \(RowAction.importing.rawValue)"
        let isThere = "place.environment IS NOT NULL"
        try endPlacing(
            .unchanged, where: "wish.action = \(RowAction.release.rawValue) AND NOT \(isThere)", at: now, db
        ) { _ in ResolutionMessages.releasedAlready }
        try endPlacing(
            .notFound, where: "wish.action = \(RowAction.change.rawValue) AND NOT \(isThere)", at: now, db
        ) { _ in ResolutionMessages.noSuchNumber }
        try endPlacing(
            .conflict,
            // One that is routed comes to be where its connector is.
            where: "\(isImport) AND \(isThere) AND target.id IS NULL AND wish.environment <> place.environment",
            at: now, db
        ) { row in
            ResolutionMessages.otherEnvironment(
                try self.names.text(of: row[3] as Int64, db), wished: try self.names.text(of: row[4] as Int64, db))
        }
        try endPlacing(
            .notFound,
            where: """
                target.id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM temp.reading
                    WHERE reading.agent = row.agent AND reading.name = target.text AND reading.project IS NOT NULL)
                AND (row.agent, target.id) NOT IN (SELECT agent, name FROM temp.arrival)
                """, at: now, db
        ) { row in ResolutionMessages.noTarget(row[1] ?? "") }
        try endPlacing(
            .conflict,
            where: """
                (row.agent, target.text) IN (
                    SELECT reading.agent, reading.name
                    FROM temp.resolved JOIN row AS moving ON moving.id = resolved.row
                        JOIN wish AS move ON move.id = moving.wish AND move.project <> moving.agent
                        JOIN temp.reading ON reading.id = resolved.reading AND reading.project IS NOT move.project)
                """, at: now, db
        ) { row in ResolutionMessages.movingTarget(row[1] ?? "") }
        try endPlacing(
            .conflict,
            where: """
                EXISTS (
                    SELECT 1 FROM temp.reading
                    WHERE reading.agent = row.agent AND reading.name = target.text
                        AND reading.environment <> wish.environment)
                """, at: now, db
        ) { row in
            ResolutionMessages.targetElsewhere(row[1] ?? "", wished: try self.names.text(of: row[4] as Int64, db))
        }
        try endPlacing(
            .notFound,
            where: "target.id IS NULL AND \(Self.hasSettings) AND NOT \(Self.isResolved)", at: now, db
        ) { row in
            (row[2] as String?) == nil ? ResolutionMessages.unservedImport : ResolutionMessages.routedToNothing
        }
    }

    /// Numbers that are to be released and are not there: how many, and the first.
    func missingReleases(_ db: Database) throws -> (count: Int, first: String)? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT COUNT(DISTINCT place.number), MIN(place.number)
                FROM row JOIN wish ON wish.id = row.wish
                    JOIN temp.place ON place.agent = row.agent AND place.number = row.number
                WHERE wish.action = \(RowAction.release.rawValue) AND place.environment IS NULL
                """)
        guard let row, let first = row[1] as Int64? else { return nil }
        return (row[0], try number(first, db))
    }

    /// Rows whose number is served by another connector than the one that they name beside it, and than the one that
    /// is to serve it.
    private func endMisplacedRows(at now: Date, _ db: Database) throws {
        try endPlacing(
            .conflict,
            where: """
                place.environment IS NULL AND EXISTS (
                    SELECT 1 FROM temp.served
                    WHERE served.agent = row.agent AND served.number = row.number AND served.reading IS NOT NULL)
                """, at: now, db
        ) { _ in ResolutionMessages.listedButMissing }
        try endPlacing(
            .conflict,
            where: """
                wish.action = \(RowAction.importing.rawValue) AND wish.target IS NULL AND EXISTS (
                    SELECT 1 FROM row AS other
                    WHERE other.agent = row.agent AND other.number = row.number AND other.id <> row.id
                        AND other.verdict IS NULL AND other.sheetConnector <> row.sheetConnector)
                """, at: now, db
        ) { _ in ResolutionMessages.twoTargets }
        // What is imported goes to the connector beside it, also when it is there and none serves it.
        try endPlacing(
            .conflict,
            where: """
                row.sheetConnector IS NOT NULL AND place.environment IS NOT NULL
                    AND place.connector IS NOT row.sheetConnector AND place.connector IS NOT wish.target
                    AND NOT (wish.action = \(RowAction.importing.rawValue) AND place.connector IS NULL)
                """, at: now, db
        ) { row in ResolutionMessages.otherPlace(row[2]) }
    }

    /// - Parameter template: gets a row of: its number, the target, who serves its number, where that is, where the row
    ///   wants it.
    private func endPlacing(
        _ outcome: Outcome, where condition: String, at now: Date, _ db: Database, template: (Row) throws -> String
    ) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT row.id, target.text, serving.text, place.environment, wish.environment
                FROM \(Self.placingRows) AND (\(condition))
                """)
        var verdicts: [String: Int64] = [:]
        for row in rows {
            let text = try template(row)
            let verdict = try verdicts[text] ?? verdict(outcome, text, at: now, db)
            verdicts[text] = verdict
            try db.cachedStatement(sql: "UPDATE row SET verdict = ? WHERE id = ?").run(verdict, row[0] as Int64)
        }
    }
}
