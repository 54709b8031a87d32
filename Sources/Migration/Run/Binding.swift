import GRDB
import GRDBSQLite

extension Statement {
    /// Runs a statement of integers only, as it is done for each of a million rows: GRDB's own way makes a value of
    /// each argument and an array of them.
    func run(_ values: Int64?...) throws {
        let statement = sqliteStatement
        for (index, value) in values.enumerated() {
            let position = CInt(index + 1)
            if let value {
                sqlite3_bind_int64(statement, position, value)
            } else {
                sqlite3_bind_null(statement, position)
            }
        }
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: String(cString: sqlite3_errmsg(sqlite3_db_handle(statement))))
        }
    }
}
