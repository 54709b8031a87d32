package import Foundation
import GRDB

/// How far a run is.
package struct RunStatus: Sendable {
    package let record: RunRecord
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
            RunStatus(
                record: record, outcomes: outcomes,
                changes: try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM change") ?? 0,
                settledChanges: try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM change WHERE state = 'settled'") ?? 0,
                workingTime: try TimeInterval.fetchOne(db, sql: Self.workingTime) ?? 0)
        }
    }

    /// A run in which nothing happens for five minutes was left alone.
    private static let workingTime = """
        SELECT SUM(gap) FROM (
            SELECT round((julianday(moment) - julianday(lag(moment) OVER (ORDER BY moment))) * 86400, 3) AS gap
            FROM (SELECT sentAt AS moment FROM batch UNION SELECT finishedAt FROM change WHERE finishedAt IS NOT NULL)
        ) WHERE gap < 300
        """
}
