package import Foundation
import GRDB

/// How far a run is.
package struct RunStatus: Sendable {
    package let record: RunRecord
    /// Whether another process works on it just now.
    package let isUnderWay: Bool
    /// Rows by outcome, as things stand; `unknown` are those sent and not answered yet.
    package let outcomes: [Outcome: Int]
    package let changes: Int
    package let settledChanges: Int
    /// Seconds from the first request to the last answer, without those in which nobody was at work.
    package let workingTime: TimeInterval

    /// Connectors a second, while somebody was at work.
    package var rate: Double? { workingTime > 0 ? Double(settledChanges) / workingTime : nil }
}

extension RunFile {
    package func status() throws -> RunStatus {
        let (record, outcomes) = try account()
        return try read { db in
            func count(_ condition: String) throws -> Int {
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM change WHERE \(condition)") ?? 0
            }
            return RunStatus(
                record: record, isUnderWay: isUnderWay, outcomes: outcomes,
                changes: try count("state <> \(ChangeState.dropped.rawValue)"),
                settledChanges: try count("state = \(ChangeState.settled.rawValue)"),
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
                    FROM row LEFT JOIN change ON change.id = row.change LEFT JOIN verdict ON verdict.id = row.verdict
                    GROUP BY 1
                    """)
            return Dictionary(uniqueKeysWithValues: try rows.map { (try Self.outcome($0[0]), $0[1]) })
        }
    }

    /// The rows that are `updated` although the API made something else of their change.
    func updatedOtherwiseCount() throws -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) FROM row JOIN change ON change.id = row.change
                    WHERE change.outcome = 'updated' AND change.reason IS NOT NULL
                    """) ?? 0
        }
    }
}

/// The rows and their outcomes do not add up: a fault of this program, never of its input.
package struct AccountingDefect: Error, CustomStringConvertible {
    let rows: Int
    let outcomes: Int

    package var description: String {
        "Internal error: \(rows) rows were read and \(outcomes) have an outcome. The results file was not written."
    }
}
