import Foundation
import GRDB
import Telephony

/// Rows that give a number to another connector and set that one, too. When the connector there cannot be changed, the
/// number stays where it is: it must not count among those that leave their connector, whose change would reach it.
extension RunFile {
    /// Ends such rows whose connectors cannot be changed, until no more are found: a connector that keeps a number may
    /// have to stay as it is for that, and then what was to come to it stays in its place as well.
    ///
    /// - Parameter decide: what is to become of a connector; called again for those that may still be changed.
    func endRowsWhoseNumbersStay(
        at now: Date, _ db: Database, decide: (PlannedGroup) throws -> Decision.End?
    ) throws {
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            let awaiting = try readingsAwaitingNumbers(db)
            guard !awaiting.isEmpty else { return }
            var ended: [(reading: Int64, end: Decision.End)] = []
            try forEachPlannedGroup(db, among: awaiting) { planned in
                if let end = try decide(planned) { ended.append((planned.reading, end)) }
            }
            for (reading, end) in ended { try endRows(of: reading, end, at: now, db) }
            hasChanged = !ended.isEmpty
        }
    }

    private func readingsAwaitingNumbers(_ db: Database) throws -> Set<Int64> {
        try Int64.fetchSet(
            db,
            sql: """
                SELECT resolved.reading
                FROM row JOIN temp.resolved ON resolved.row = row.id
                    JOIN temp.served ON served.agent = row.agent AND served.number = row.number
                WHERE \(Self.isUnplanned) AND \(Self.isPlacing) AND served.reading <> resolved.reading
                """)
    }

    private func endRows(of reading: Int64, _ end: Decision.End, at now: Date, _ db: Database) throws {
        try db.execute(sql: "CREATE INDEX IF NOT EXISTS temp.resolvedByReading ON resolved (reading)")
        try db.execute(
            sql: """
                UPDATE row SET verdict = ?, connector = ?
                WHERE \(Self.isUnplanned) AND id IN (SELECT resolved.row FROM temp.resolved WHERE reading = ?)
                """,
            arguments: [try verdict(end, at: now, db), try keep(reading: reading, db), reading])
    }
}
