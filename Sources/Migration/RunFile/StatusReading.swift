package import Foundation
import GRDB

/// How far a run is.
package struct RunStatus: Sendable {
    package let record: RunRecord
    /// Rows by outcome, as things stand; `unknown` are those sent and not answered yet.
    package let outcomes: [Outcome: Int]
    package let changes: Int
    package let settledChanges: Int
    package let firstSentAt: Date?
    package let lastSettledAt: Date?

    /// Connectors a second between the first request and the last answer, pauses between sessions included.
    package var rate: Double? {
        guard let firstSentAt, let lastSettledAt, lastSettledAt > firstSentAt else { return nil }
        return Double(settledChanges) / lastSettledAt.timeIntervalSince(firstSentAt)
    }
}

extension RunFile {
    package func status() throws -> RunStatus {
        let (record, outcomes) = try account()
        return try read { db in
            RunStatus(
                record: record, outcomes: outcomes,
                changes: try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM change") ?? 0,
                settledChanges: try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM change WHERE state = 'settled'") ?? 0,
                firstSentAt: try Date.fetchOne(db, sql: "SELECT MIN(sentAt) FROM batch"),
                lastSettledAt: try Date.fetchOne(db, sql: "SELECT MAX(finishedAt) FROM change"))
        }
    }
}
