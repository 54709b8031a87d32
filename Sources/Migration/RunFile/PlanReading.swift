package import AgentsAPI
import GRDB
package import Telephony

/// What a plan comes to. Rows that end without a change are counted by their outcome.
package struct PlanSummary: Hashable, Codable, Sendable {
    package let rows: Int
    /// Rows whose connector will change.
    package let rowsToChange: Int
    /// Connectors that will change, each by one update.
    package let changes: Int
    /// Those of them that answer live calls.
    package let liveChanges: Int
    /// Numbers that will answer differently, collateral ones included.
    package let numbers: Int
    /// Numbers that will change although the sheet does not name them.
    package let collateralNumbers: Int
    package let outcomes: [String: Int]
    package let fingerprint: String

    package func rows(_ outcome: Outcome) -> Int { outcomes[outcome.rawValue] ?? 0 }
}

/// One planned change as a person wants to see it.
package struct PlannedChange: Codable, Sendable {
    package let agent: AgentID
    package let connector: Connector
    package let changes: [SettingChange]
    /// All numbers that the connector serves.
    package let numbers: [String]
    /// Those of them that the sheet does not name.
    package let collateral: [String]
    /// The first row's physical line in the sheet.
    package let line: Int
}

extension RunFile {
    /// Hands over the changes that are still to be sent, in the order of sending.
    package func forEachPlannedChange(_ body: (PlannedChange) throws -> Void) throws {
        try read { db in
            let numbers = try db.makeStatement(sql: Self.servedNumbers)
            let changes = try Row.fetchCursor(
                db,
                sql: """
                    SELECT id, agent, connector, before, patch,
                        (SELECT MIN(line) FROM row WHERE row.change = change.id) AS line
                    FROM change WHERE state = 'planned' ORDER BY id
                    """)
            while let row = try changes.next() { try body(Self.plannedChange(row, numbers)) }
        }
    }

    private static func plannedChange(_ row: Row, _ numbers: Statement) throws -> PlannedChange {
        let before = try StoredJSON.value(Connector.self, row["before"])
        let patch = try StoredJSON.value(ConnectorPatch.self, row["patch"])
        let served = try Row.fetchAll(
            numbers, arguments: ["agent": row["agent"], "connector": row["connector"], "change": row["id"]])
        return PlannedChange(
            agent: AgentID(rawValue: row["agent"]), connector: before,
            changes: before.changes(to: patch.applied(to: before)), numbers: served.map { $0["phone"] },
            collateral: served.filter { $0["isCollateral"] }.map { $0["phone"] }, line: row["line"])
    }

    /// A number is collateral when no row of its change names it or its whole connector.
    private static let isCollateral = """
        NOT EXISTS (
            SELECT 1 FROM row WHERE row.change = :change AND (row.phone = number.phone OR row.phone IS NULL))
        """

    private static let servedNumbers = """
        SELECT phone, \(isCollateral) AS isCollateral FROM number
        WHERE agent = :agent AND connector = :connector ORDER BY isCollateral, phone
        """

    /// Counts what is still to be sent. The fingerprint is of the planned changes in their order.
    package func planSummary() throws -> PlanSummary {
        try read { db in
            func count(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
            let planned = "FROM change WHERE state = 'planned'"
            let served = """
                FROM change JOIN number ON number.agent = change.agent AND number.connector = change.connector
                WHERE change.state = 'planned'
                """
            return PlanSummary(
                rows: try count("SELECT COUNT(*) FROM row"),
                rowsToChange: try count("SELECT ifnull(SUM(rowCount), 0) \(planned)"),
                changes: try count("SELECT COUNT(*) \(planned)"),
                liveChanges: try count("SELECT COUNT(*) \(planned) AND before ->> 'clientEnv' = 'live'"),
                numbers: try count("SELECT COUNT(*) \(served)"),
                collateralNumbers: try count(
                    "SELECT COUNT(*) \(served) AND \(Self.isCollateral.replacing(":change", with: "change.id"))"),
                outcomes: try Self.decidedRows(db), fingerprint: try Self.fingerprint(db))
        }
    }

    private static func decidedRows(_ db: Database) throws -> [String: Int] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT outcome, COUNT(*) AS count FROM row WHERE outcome IS NOT NULL GROUP BY outcome")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["outcome"], $0["count"]) })
    }

    private static func fingerprint(_ db: Database) throws -> String {
        var builder = FingerprintBuilder()
        let changes = try Row.fetchCursor(
            db, sql: "SELECT agent, before, patch FROM change WHERE state = 'planned' ORDER BY id")
        while let row = try changes.next() {
            builder.add(
                agent: AgentID(rawValue: row["agent"]), before: try StoredJSON.value(Connector.self, row["before"]),
                patch: try StoredJSON.value(ConnectorPatch.self, row["patch"]))
        }
        return builder.fingerprint()
    }
}

/// A row that will not change although it wants to, and why.
package struct RefusedRow: Codable, Sendable {
    /// The physical line in the sheet.
    package let line: Int
    package let outcome: Outcome
    package let message: String
}

extension RunFile {
    /// Hands over the rows that no change will serve, but for invalid ones, whose findings have said why.
    package func forEachRefusedRow(_ body: (RefusedRow) throws -> Void) throws {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT line, outcome, ifnull(error, '') AS error FROM row
                    WHERE outcome IN ('not_found', 'conflict', 'blocked', 'rejected') ORDER BY id
                    """)
            while let row = try rows.next() {
                guard let outcome = Outcome(rawValue: row["outcome"]) else { continue }
                try body(RefusedRow(line: row["line"], outcome: outcome, message: row["error"]))
            }
        }
    }
}
