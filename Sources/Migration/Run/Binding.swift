import GRDB
import GRDBSQLite

/// A value that ``GRDB/Statement/run(_:)`` takes.
protocol BoundDirectly {
    func bind(to statement: SQLiteStatement, at position: CInt)
}

extension Int64: BoundDirectly {
    func bind(to statement: SQLiteStatement, at position: CInt) { sqlite3_bind_int64(statement, position, self) }
}

extension String: BoundDirectly {
    func bind(to statement: SQLiteStatement, at position: CInt) {
        // SQLite makes a copy of what has this destructor.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        var text = self
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                _ = sqlite3_bind_text(statement, position, $0.baseAddress, CInt($0.count), transient)
            }
        }
    }
}

/// Statements as they are run for each of a million rows: GRDB's own way makes a value of each argument, an array of
/// them, and a cursor.
extension Statement {
    func run(_ values: (any BoundDirectly)?...) throws {
        bind(values)
        let code = sqlite3_step(sqliteStatement)
        sqlite3_reset(sqliteStatement)
        guard code == SQLITE_DONE else { throw failure(code) }
    }

    /// The first column of the first row, when there is one and it is not NULL.
    func firstInteger(_ values: (any BoundDirectly)?...) throws -> Int64? {
        bind(values)
        let code = sqlite3_step(sqliteStatement)
        defer { sqlite3_reset(sqliteStatement) }
        guard code == SQLITE_ROW || code == SQLITE_DONE else { throw failure(code) }
        guard code == SQLITE_ROW, sqlite3_column_type(sqliteStatement, 0) != SQLITE_NULL else { return nil }
        return sqlite3_column_int64(sqliteStatement, 0)
    }

    private func bind(_ values: [(any BoundDirectly)?]) {
        for (index, value) in values.enumerated() {
            let position = CInt(index + 1)
            if let value {
                value.bind(to: sqliteStatement, at: position)
            } else {
                sqlite3_bind_null(sqliteStatement, position)
            }
        }
    }

    private func failure(_ code: CInt) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(cString: sqlite3_errmsg(sqlite3_db_handle(sqliteStatement))))
    }
}
