import GRDB

extension RunFileSchema {
    /// Whether the tables are defined as the migrations that the file has been through define them.
    ///
    /// SQLite keeps the definitions as text in the file and believes it. With one byte of it changed, a column can have
    /// another name and a default another value, and everything else still fits together. GRDB's own table is left out, as
    /// another version of GRDB may word it otherwise; nothing but migrations is read from it.
    static func isWhole(_ db: Database) throws -> Bool {
        let completed = try migrator.completedMigrations(db)
        guard try migrator.appliedIdentifiers(db).count == completed.count else { return false }
        return try definitions(db) == definitionsAfter.get()[completed.count]
    }

    /// By the number of migrations that a file has been through.
    private static let definitionsAfter = Result {
        let database = try DatabaseQueue(configuration: Checksums.configuration)
        return try [try database.read(definitions)]
            + migrator.migrations.map { migration in
                try migrator.migrate(database, upTo: migration)
                return try database.read(definitions)
            }
    }

    private static func definitions(_ db: Database) throws -> Set<[String?]> {
        let rows = try Row.fetchSet(
            db, sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'")
        return Set(rows.map { [$0["type"], $0["name"], $0["tbl_name"], $0["sql"]] })
    }
}
