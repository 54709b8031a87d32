import AgentsAPI
import Foundation
import GRDB

/// How one row of the sheet ended.
struct RowResult {
    let line: Int
    /// The row's own cells as one CSV record.
    let cells: Data
    let outcome: Outcome
    let connector: String?
    let changes: [SettingChange]
    /// The connector's settings afterwards, where they are known.
    let after: Connector?
    let errorCode: String?
    let error: String?
    let correlationID: String?
    let attempts: Int
    let finishedAt: Date?
}

extension RunFile {
    /// A row without an outcome of its own has its change's; one that was sent and has no answer is `unknown`.
    private static let outcome = """
        CASE WHEN row.outcome IS NOT NULL THEN row.outcome WHEN change.outcome IS NOT NULL THEN change.outcome
            WHEN change.state = 'sent' THEN 'unknown' ELSE 'not_attempted' END
        """

    /// Rows by outcome, as things stand.
    package func outcomeCounts() throws -> [Outcome: Int] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.outcome) AS outcome, COUNT(*) AS count
                    FROM row LEFT JOIN change ON change.id = row.change GROUP BY 1
                    """)
            var counts: [Outcome: Int] = [:]
            for row in rows { counts[try Self.outcome(row)] = row["count"] }
            return counts
        }
    }

    /// The rows that are `updated` although the API made something else of their change.
    func updatedOtherwiseCount() throws -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) FROM row JOIN change ON change.id = row.change
                    WHERE row.outcome IS NULL AND change.outcome = 'updated' AND change.error IS NOT NULL
                    """) ?? 0
        }
    }

    /// Hands over every row of the sheet, in its order.
    func forEachResult(_ body: (RowResult) throws -> Void) throws {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT row.line, row.cells, \(Self.outcome) AS outcome,
                        ifnull(change.connector, ifnull(row.connector, row.sheetConnector)) AS connector,
                        change.before, change.patch, change.after, ifnull(change.attempts, 0) AS attempts,
                        ifnull(row.errorCode, change.errorCode) AS errorCode, ifnull(row.error, change.error) AS error,
                        ifnull(row.correlationID, change.correlationID) AS correlationID,
                        ifnull(row.finishedAt, change.finishedAt) AS finishedAt
                    FROM row LEFT JOIN change ON change.id = row.change ORDER BY row.id
                    """)
            while let row = try rows.next() { try body(try Self.result(row)) }
        }
    }

    private static func result(_ row: Row) throws -> RowResult {
        let before = try (row["before"] as String?).map { try StoredJSON.value(Connector.self, $0) }
        let patch = try (row["patch"] as String?).map { try StoredJSON.value(ConnectorPatch.self, $0) }
        let expected = before.flatMap { before in patch?.applied(to: before) }
        return RowResult(
            line: row["line"], cells: row["cells"], outcome: try outcome(row), connector: row["connector"],
            changes: before.flatMap { before in expected.map { before.changes(to: $0) } } ?? [],
            after: try (row["after"] as String?).map { try StoredJSON.value(Connector.self, $0) },
            errorCode: row["errorCode"], error: row["error"], correlationID: row["correlationID"],
            attempts: row["attempts"], finishedAt: row["finishedAt"])
    }

    private static func outcome(_ row: Row) throws -> Outcome {
        let name: String = row["outcome"]
        guard let outcome = Outcome(rawValue: name) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "unknown outcome \(name)")
        }
        return outcome
    }
}
