package import Foundation
import GRDB

/// How far a run is.
package struct RunStatus: Sendable {
    package let record: RunRecord
    /// Where the results are, or go when the run is gone on with.
    package let results: String
    /// Whether another process works on it just now.
    package let isUnderWay: Bool
    /// Rows by outcome, as things stand; `unknown` are those sent and not answered yet.
    package let outcomes: [Outcome: Int]
    /// Numbers that no row names and that answer differently now, or may.
    package let collateralNumbers: Int
    package let changes: Int
    package let settledChanges: Int
    /// Those of all that are imports, routings and releases of numbers.
    package let numberChanges: Int
    /// Whether the run takes another one back.
    package let takesBack: Bool
    /// Which runs took this one back, or began to.
    package let takenBack: [TakenBack]
    /// Seconds from the first request to the last answer, without those in which nobody was at work.
    package let workingTime: TimeInterval

    /// Connectors a second, while somebody was at work.
    package var rate: Double? { workingTime > 0 ? Double(settledChanges) / workingTime : nil }
}

extension RunFile {
    package func status() throws -> RunStatus {
        let (record, outcomes) = try account()
        let collateral = try collateralNumberCount()
        let results = try resultsPlace(record)
        let takesBack = try takesBack()
        return try read { db in
            func count(_ condition: String) throws -> Int {
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM change WHERE \(condition)") ?? 0
            }
            return RunStatus(
                record: record, results: results, isUnderWay: isUnderWay, outcomes: outcomes,
                collateralNumbers: collateral, changes: try count("state <> \(ChangeState.dropped.rawValue)"),
                settledChanges: try count("state = \(ChangeState.settled.rawValue)"),
                numberChanges: try count(
                    "kind <> \(ActionKind.settings.rawValue) AND state <> \(ChangeState.dropped.rawValue)"),
                takesBack: takesBack, takenBack: try takenBack(db).filter { !$0.hasDoneNothing },
                workingTime: try TimeInterval.fetchOne(db, sql: Self.workingTime) ?? 0)
        }
    }

    /// A run in which nothing happens for five minutes was left alone.
    private static let workingTime = """
        SELECT SUM(gap) / 1000.0 FROM (
            SELECT at - lag(at) OVER (ORDER BY at) AS gap FROM event WHERE step IN ('send', 'settle')
        ) WHERE gap BETWEEN 0 AND 300000
        """

    /// The run and its rows by outcome, which add up to the rows that were read; throws `AccountingDefect` if not.
    package func account() throws -> (RunRecord, [Outcome: Int]) {
        guard let record = try record() else { throw RunFileProblem.empty(path ?? "") }
        let counts = try outcomeCounts()
        let total = counts.values.reduce(0, +)
        guard total == record.rowCount else { throw AccountingDefect(rows: record.rowCount, outcomes: total) }
        return (record, counts)
    }

    /// Rows by outcome, as things stand.
    package func outcomeCounts() throws -> [Outcome: Int] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.outcome), COUNT(*)
                    FROM row LEFT JOIN change ON change.id = \(try decidingChange(db))
                        LEFT JOIN verdict ON verdict.id = row.verdict
                    GROUP BY 1
                    """)
            return Dictionary(uniqueKeysWithValues: try rows.map { (try Self.outcome($0[0]), $0[1]) })
        }
    }

    /// The change that a row's outcome is that of, as an expression: its last one, unless one before it did not come to
    /// a good end, or was made while the last one turned out to be so already.
    func decidingChange(_ db: Database) throws -> String {
        guard try hasSteps(db) else { return "row.change" }
        func first(_ condition: String) -> String {
            """
            (SELECT step.change FROM step JOIN change AS earlier ON earlier.id = step.change
                WHERE step.row = row.id AND \(condition) ORDER BY step.id LIMIT 1)
            """
        }
        let isBroken = "ifnull(earlier.outcome, '') NOT IN ('\(Outcome.updated)', '\(Outcome.unchanged)')"
        let wasSo = """
            earlier.outcome = '\(Outcome.updated)'
                AND (SELECT outcome FROM change AS last WHERE last.id = row.change) = '\(Outcome.unchanged)'
            """
        return "ifnull(\(first(isBroken)), ifnull(\(first(wasSo)), row.change))"
    }

    /// Whether rows have more than one change.
    func hasSteps(_ db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM step)") ?? false
    }

    /// The numbers that no row names and that answer differently now, or may: they share a connector that was changed.
    func collateralNumberCount() throws -> Int {
        try read { db in try Int.fetchOne(db, sql: "SELECT COUNT(DISTINCT number) FROM (\(Self.collateralRows))") ?? 0 }
    }

    /// As rows of the sheet, but without a line: numbers that changed with others, and that no row names which could be
    /// used.
    static let collateralRows = """
        SELECT reached.id AS id, NULL AS line, change.agent AS agent, reached.number AS number, NULL AS sheetConnector,
            NULL AS connector, change.id AS change, NULL AS verdict
        FROM reached JOIN change ON change.id = reached.change
        WHERE reached.isCollateral AND \(isMade)
            AND NOT EXISTS (
                SELECT 1 FROM row AS named LEFT JOIN verdict ON verdict.id = named.verdict
                WHERE named.number = reached.number
                    AND ifnull(verdict.outcome, '\(Outcome.unchanged)') = '\(Outcome.unchanged)')
        """

    /// The same of rows that an edited sheet does not have any more, but for those of whose connector one of its rows
    /// has changed all that they changed.
    static let formerRows = """
        WITH later AS MATERIALIZED (
            SELECT change.id, known.name, change.variant, change.asr, change.voice, change.project
            FROM change JOIN connector AS known ON known.id = change.before
            WHERE change.kind = \(ActionKind.settings.rawValue)
                AND \(isMade) AND EXISTS (SELECT 1 FROM row WHERE row.change = change.id)
                AND known.name IN (
                    SELECT former.name FROM formerRow JOIN change AS made ON made.id = formerRow.change
                        JOIN connector AS former ON former.id = made.before)
        )
        SELECT formerRow.id AS id, NULL AS line, formerRow.agent AS agent, formerRow.number AS number,
            NULL AS sheetConnector, NULL AS connector, change.id AS change, NULL AS verdict
        FROM formerRow JOIN change ON change.id = formerRow.change LEFT JOIN connector ON connector.id = change.before
        WHERE change.kind <> \(ActionKind.settings.rawValue) OR NOT EXISTS (
            SELECT 1 FROM later WHERE later.name = connector.name AND later.id > change.id
                AND (change.variant IS NULL OR later.variant IS NOT NULL)
                AND (change.asr IS NULL OR later.asr IS NOT NULL)
                AND (change.voice IS NULL OR later.voice IS NOT NULL)
                AND (change.project IS NULL OR later.project IS NOT NULL))
        """

    /// Of a change that was made, or may have been: what was found to be otherwise when it was verified was made too.
    static let isMade = """
        (change.outcome IN ('\(Outcome.updated)', '\(Outcome.altered)') OR change.state = \(ChangeState.sent.rawValue)
            OR change.outcome = '\(Outcome.drifted)' AND change.id IN (
                SELECT overturned.id FROM event JOIN change AS overturned
                    ON overturned.id BETWEEN event.first AND event.last
                WHERE event.step = '\(ChangeStep.overturn.rawValue)'))
        """

    /// Why rows ended as they should not have, the most frequent reason first.
    func causes() throws -> [Cause] {
        try read { db in
            let groups = try Row.fetchAll(
                db,
                sql: """
                    SELECT outcome, code, message, isTemplate, agent, number, sheetConnector, name, rows FROM (
                        SELECT \(Self.outcome) AS outcome, reason.code AS code, ifnull(reason.message, '') AS message,
                            reason.isTemplate AS isTemplate, row.agent AS agent, row.number AS number,
                            row.sheetConnector AS sheetConnector, connector.name AS name, COUNT(*) AS rows,
                            MIN(row.id) AS first
                        FROM row LEFT JOIN change ON change.id = \(try decidingChange(db))
                            LEFT JOIN verdict ON verdict.id = row.verdict
                            LEFT JOIN reason ON reason.id = ifnull(verdict.reason, change.reason)
                            LEFT JOIN connector ON connector.id = ifnull(change.before, row.connector)
                        GROUP BY 1, ifnull(reason.code, iif(reason.isTemplate, reason.message, ''))
                    ) WHERE outcome NOT IN ('updated', 'unchanged', 'not_attempted') AND message <> ''
                    ORDER BY rows DESC, first LIMIT 100
                    """)
            return try groups.map { row in
                Cause(
                    outcome: try Self.outcome(row[0]), code: row[1], example: try sentence(row, from: 2, db),
                    rows: row[8])
            }
        }
    }
}

/// Rows that ended in one way for one reason.
package struct Cause: Hashable, Encodable, Sendable {
    package let outcome: Outcome
    /// The API's name for it, where it has one.
    package let code: String?
    /// What is said of the first of them.
    package let example: String
    package let rows: Int
}

/// The rows and their outcomes do not add up: a fault of this program, never of its input.
package struct AccountingDefect: Error, CustomStringConvertible {
    let rows: Int
    let outcomes: Int

    package var description: String {
        "Internal error: \(rows) rows were read and \(outcomes) have an outcome. The results file was not written."
    }
}
