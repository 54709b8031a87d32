package import GRDB

extension DatabaseFile {
    /// Whether nothing happens when the file is looked at but that rows are read: there is no view, no trigger and no
    /// virtual table in it, and GRDB's table is what GRDB makes.
    package static func isPlain(_ db: Database) throws -> Bool {
        let most = 200
        let definitions = try Row.fetchAll(db, sql: "SELECT type, name, sql FROM sqlite_schema LIMIT \(most + 1)")
        return definitions.count <= most
            && definitions.allSatisfy { row in
                let (type, name, sql): (String?, String?, String?) = (row[0], row[1], row[2])
                let words = (sql ?? "").uppercased().filter { !"\"'`[]".contains($0) }
                    .split { $0.isWhitespace || "(),".contains($0) }
                return switch type {
                case "table" where name == "grdb_migrations":
                    words == [
                        "CREATE", "TABLE", "GRDB_MIGRATIONS", "IDENTIFIER", "TEXT", "NOT", "NULL", "PRIMARY", "KEY",
                    ]
                case "table": words.starts(with: ["CREATE", "TABLE"])
                case "index": sql == nil || words.starts(with: ["CREATE"])
                default: false
                }
            }
    }

    /// For a database that may be a stranger's: what stands in it cannot call functions that do more than compute.
    package static func distrust(_ db: Database) throws { try db.execute(sql: "PRAGMA trusted_schema = OFF") }

    /// Until a database has a log, so that a kill leaves no journal beside it, which would be taken for a planted one.
    /// There is nothing yet that could have to be rolled back.
    package static func keepJournalInMemory(_ db: Database) throws {
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode") != "wal" else { return }
        try db.execute(sql: "PRAGMA journal_mode = MEMORY")
    }
}
