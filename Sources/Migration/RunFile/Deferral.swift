import AgentsAPI
import GRDB

extension RunFile {
    /// Makes changes that were certainly not applied ready to be sent again in this session, and counts how often that was.
    /// What was noted of them stays, as do their attempts.
    func putOff(_ changes: [Change], _ reason: Settlement.Reason) throws {
        try write { db in
            try Self.update(
                changes, db,
                """
                SET state = 'planned', batch = NULL, failedBatches = failedBatches + 1, errorCode = :errorCode,
                    error = :error, correlationID = :correlationID
                """,
                [
                    "errorCode": reason.errorCode?.rawValue, "error": reason.message,
                    "correlationID": reason.correlationID,
                ])
        }
    }

    /// A new session counts anew.
    func forgetFailedBatches() throws {
        try write { db in try db.execute(sql: "UPDATE change SET failedBatches = 0 WHERE failedBatches > 0") }
    }

    /// The rows whose change is not settled.
    func openRowCount(_ states: ChangeState...) throws -> Int {
        try read { db in
            try states.reduce(0) { sum, state in
                let sql = "SELECT ifnull(SUM(rowCount), 0) FROM change WHERE state = ?"
                return sum + (try Int.fetchOne(db, sql: sql, arguments: [state.rawValue]) ?? 0)
            }
        }
    }
}
