package import AgentsAPI
import GRDB
package import Telephony

/// One planned change as a person wants to see it.
package struct PlannedChange: Encodable, Sendable {
    /// `settings`, `import`, `route` or `release`.
    package let action: String
    package let agent: AgentID
    /// The connector whose settings change; nil for what is done to a number.
    package let connector: Connector?
    package let changes: [SettingChange]
    /// All numbers that the connector serves, or the one that something is done to.
    package let numbers: [String]
    /// Those of them that the sheet does not name.
    package let collateral: [String]
    /// Where the connector is, or where the number will be; where a released one was.
    package let environment: ClientEnvironment
    /// Where the number is, when that changes.
    package let formerEnvironment: ClientEnvironment?
    /// The connector that serves the number, and the one that is to.
    package let from: ConnectorID?
    package let to: ConnectorID?
    /// The first row's physical line in the sheet.
    package let line: Int
}

extension PlannedChange {
    fileprivate init(
        _ change: Change, numbers: [String] = [], collateral: [String] = [], line: Int
    ) {
        (agent, action, self.line) = (change.agent, change.kind.name ?? "settings", line)
        let action = change.action
        let (before, after) = action.environments
        environment = after ?? before ?? .live
        formerEnvironment = before.flatMap { before in after.flatMap { $0 == before ? nil : before } }
        (from, to) = (action.origin, action.destination)
        connector = change.update?.before
        changes = change.update.map { $0.before.changes(to: $0.expected) } ?? []
        self.numbers = change.update == nil ? [action.subject] : numbers
        self.collateral = collateral
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
    private static let planned = "change.state = \(ChangeState.planned.rawValue)"

    /// The order in which they are sent.
    private func sending() throws -> String {
        let kinds = try goesBackwards() ? ActionKind.inOrder.reversed() : ActionKind.inOrder
        return kinds.map { "change.kind = \($0.rawValue) DESC" }.joined(separator: ", ") + ", change.id"
    }

    /// Hands over the changes that are still to be sent, in the order of sending; the first of them, if a limit is
    /// given.
    package func forEachPlannedChange(limit: Int? = nil, _ body: (PlannedChange) throws -> Void) throws {
        let order = try sending()
        try read { db in
            let numbers = try db.makeStatement(
                sql: """
                    SELECT number, MIN(isCollateral) AS isCollateral FROM (
                        SELECT number, 0 AS isCollateral FROM row WHERE change = :change AND number IS NOT NULL
                        UNION ALL SELECT number, isCollateral FROM reached WHERE change = :change)
                    GROUP BY number ORDER BY isCollateral, number
                    """)
            let line = try db.makeStatement(
                sql: """
                    SELECT MIN(line) FROM row
                    WHERE change = :change OR id IN (SELECT row FROM step WHERE change = :change)
                    """)
            try forEachChange(db, where: Self.planned, by: order, limit: limit) { change in
                let served = try Row.fetchAll(numbers, arguments: ["change": change.id]).map {
                    (number: try number($0[0], db), isCollateral: $0[1] as Bool)
                }
                try body(
                    PlannedChange(
                        change, numbers: served.map(\.number),
                        collateral: served.filter(\.isCollateral).map(\.number),
                        line: try Int.fetchOne(line, arguments: ["change": change.id]) ?? 0))
            }
        }
    }

    /// The first of the numbers that are to be released.
    func numbersToRelease(limit: Int) throws -> [String] {
        try read { db in
            var numbers: [String] = []
            let condition = "\(Self.planned) AND change.kind = \(ActionKind.release.rawValue)"
            try forEachChange(db, where: condition, limit: limit) { numbers.append($0.subject) }
            return numbers
        }
    }

    /// Of all that the run was to change, what is done already included; computed from what is stored.
    package func wholeFingerprint() throws -> String {
        try read { db in
            var fingerprint = FingerprintBuilder()
            try forEachChange(db, where: "change.state <> \(ChangeState.dropped.rawValue)") { change in
                fingerprint.add(change.action, of: change.agent)
            }
            return fingerprint.fingerprint()
        }
    }

    /// Counts what is still to be sent. The fingerprint is of the planned changes in their order.
    package func planSummary() throws -> PlanSummary {
        try read { db in
            let numbers = try db.makeStatement(
                sql: """
                    SELECT (SELECT COUNT(DISTINCT number) FROM row WHERE change = :change)
                        + (SELECT COUNT(*) FROM reached WHERE change = :change),
                        (SELECT COUNT(*) FROM reached WHERE change = :change AND isCollateral)
                    """)
            var tally = PlanTally()
            try forEachChange(db, where: Self.planned) { change in
                let isOfSettings = change.kind == .settings
                let counts = isOfSettings ? try Row.fetchOne(numbers, arguments: ["change": change.id]) : nil
                tally.add(
                    change.action, of: change.agent, rows: change.rowCount,
                    numbers: isOfSettings ? counts?[0] ?? 0 : nil, collateral: counts?[1] ?? 0)
            }
            return tally.summary(rows: try RunRecord.fetch(db)?.rowCount ?? 0, outcomes: try rowsByVerdict(db))
        }
    }

    /// Hands over the rows that no change will serve, but for invalid ones, whose findings have said why.
    package func forEachRefusedRow(_ body: (RefusedRow) throws -> Void) throws {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT row.line, verdict.outcome, ifnull(reason.message, ''), reason.isTemplate, row.agent,
                        row.number, row.sheetConnector, connector.name
                    FROM row JOIN verdict ON verdict.id = row.verdict LEFT JOIN reason ON reason.id = verdict.reason
                        LEFT JOIN connector ON connector.id = row.connector
                    WHERE verdict.outcome IN ('not_found', 'conflict', 'blocked', 'rejected', 'drifted')
                    ORDER BY row.id
                    """)
            while let row = try rows.next() {
                let outcome: String = row[1]
                guard let outcome = Outcome(rawValue: outcome) else { continue }
                try body(RefusedRow(line: row[0], outcome: outcome, message: try sentence(row, from: 2, db)))
            }
        }
    }

    /// The connectors that the sheet names, itself or by their numbers, and the numbers that it says the place of.
    func named() throws -> Named {
        try read { db in
            let connectors = try Int.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) FROM (
                        SELECT DISTINCT connector.agent, connector.name
                        FROM row LEFT JOIN change
                                ON change.id = row.change AND change.kind = \(ActionKind.settings.rawValue)
                            JOIN connector ON connector.id = ifnull(change.before, row.connector))
                    """)
            let numbers = try Int.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) FROM (
                        SELECT agent, number FROM row WHERE \(Self.isPlacing)
                        UNION SELECT agent, number FROM change WHERE number > 0 AND \(Self.planned))
                    """)
            return Named(connectors: connectors ?? 0, numbers: numbers ?? 0)
        }
    }

    /// The connectors and numbers that the plan changes; one that is imported and routed is one.
    func changedThings() throws -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) FILTER (WHERE number IS NULL) + COUNT(DISTINCT iif(number > 0, \
                    agent || ' ' || number, NULL))
                    FROM change WHERE \(Self.planned)
                    """) ?? 0
        }
    }

    /// A row's reason, with the row's own values put in where it is a template.
    ///
    /// - Parameter start: the index of the first of: message, isTemplate, agent, number, sheetConnector, connector.
    func sentence(_ row: Row, from start: Int, _ db: Database) throws -> String {
        let message: String = row[start]
        guard (row[start + 1] as Bool?) == true else { return message }
        return ResolutionMessages.filled(
            message,
            [
                "agent": try names.text(of: row[start + 2] as Int64?, db) ?? "",
                "number": try (row[start + 3] as Int64?).map { try number($0, db) } ?? "",
                "sheetConnector": try names.text(of: row[start + 4] as Int64?, db) ?? "",
                "connector": row[start + 5] ?? "",
            ])
    }
}
