import Foundation
import GRDB
import Sheet

/// A row that names what an earlier row of the sheet names too.
struct Repetition {
    let line: Int
    let firstLine: Int
    /// The number or the connector.
    let subject: String
    let column: String
    /// Whether both want the same settings.
    let agrees: Bool
}

extension RowStager {
    /// Finds usable rows that repeat a number, or a connector named without a number. Numbers whose rows disagree end as
    /// conflicts, the first row included.
    func forEachRepeat(_ body: (Repetition) throws -> Void) throws {
        for column in ["phone", "sheetConnector"] {
            try Self.forEachRepeat(of: column, db, body)
        }
        try db.execute(sql: Self.endContradictions, arguments: ["now": now]) { values in
            Finding.Message.contradiction(values[0], firstLine: values[1], lastLine: values[2])
        }
    }

    private static func forEachRepeat(
        of column: String, _ db: Database, _ body: (Repetition) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT row.line AS line, first.line AS firstLine, row.\(column) AS subject,
                    row.desired = first.desired AS agrees
                FROM (
                    SELECT agent, \(column) AS subject, MIN(id) AS id FROM row
                    WHERE outcome IS NULL AND \(column) IS NOT NULL AND \(condition(column))
                    GROUP BY \(column), agent HAVING COUNT(*) > 1
                ) AS repeated
                JOIN row AS first ON first.id = repeated.id
                JOIN row ON row.\(column) = repeated.subject AND row.agent = repeated.agent AND row.id > repeated.id
                WHERE row.outcome IS NULL AND row.\(condition(column)) ORDER BY row.id
                """)
        while let row = try rows.next() {
            try body(
                Repetition(
                    line: row["line"], firstLine: row["firstLine"], subject: row["subject"],
                    column: column == "phone" ? SheetColumns.phoneNumber : SheetColumns.connectorID,
                    agrees: row["agrees"]))
        }
    }

    /// A connector beside a number is checked against the number, not counted as a repetition.
    private static func condition(_ column: String) -> String {
        column == "phone" ? "phone IS NOT NULL" : "phone IS NULL"
    }

    private static let endContradictions = """
        UPDATE row SET outcome = 'conflict', finishedAt = :now,
            error = sentence(row.phone, other.firstLine, other.lastLine)
        FROM (
            SELECT agent, phone, MIN(line) AS firstLine, MAX(line) AS lastLine FROM row
            WHERE outcome IS NULL AND phone IS NOT NULL AND change IS NULL
            GROUP BY phone, agent HAVING COUNT(DISTINCT desired) > 1
        ) AS other
        WHERE row.phone = other.phone AND row.agent = other.agent AND row.outcome IS NULL AND row.change IS NULL
        """
}
