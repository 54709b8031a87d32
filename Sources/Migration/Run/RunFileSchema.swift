import GRDB

/// The stored form of a run. A migration that has shipped is never edited; a change is a new one.
///
/// Texts that come again and again (agents, voices, languages, …) are numbers of `name`; numbers in E.164 are packed as
/// `PhoneNumber.value`, and texts that the API lists as numbers and are none are minus their number in `name`. Moments
/// are milliseconds since 1970. `seal` is a checksum of the row, see ``Seals``.
enum RunFileSchema {
    /// Marks an SQLite file as a run file: "pbay" in ASCII.
    static let applicationID: Int32 = 0x7062_6179

    /// What versions that kept runs in another form called their migrations.
    private static let formerMigrations = ["1: run, rows, changes", "4: typed columns, the sheet, events"]

    private static let numberActions = "8: numbers imported, routed and released"

    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("5: typed columns, the sheet, events, the log", migrate: createTables)
        migrator.registerMigration("6: the limit that was found") { db in try db.execute(sql: foundLimit.definition) }
        migrator.registerMigration("7: the batch size that was found") { db in
            try db.execute(sql: foundBatch.definition)
        }
        migrator.registerMigration(numberActions, migrate: addNumberActions)
        migrator.registerMigration("9: the order of steps") { db in try db.execute(sql: backwards.definition) }
        migrator.registerMigration("10: what names mean") { db in
            try db.execute(
                sql: """
                    \(meanings.definition);
                    CREATE INDEX meaningByText ON meaning (text, kind, agent);
                    CREATE INDEX changeByNumber ON change (number) WHERE number > 0;
                    """)
        }
        return migrator
    }()

    private static func createTables(_ db: Database) throws {
        for table in formerTables { try db.execute(sql: table.definition) }
        try db.execute(sql: "CREATE UNIQUE INDEX wishOnce ON wish (\(Table.formerWishIdentity))")
        for index in RowIndex.allCases { try index.create(db) }
        try db.execute(sql: "CREATE INDEX reachedByChange ON reached (change)")
    }

    /// SQLite cannot add a column before one that is generated of all others.
    private static func addNumberActions(_ db: Database) throws {
        for (former, table) in [(formerRun, run), (formerWishes, wishes), (formerChanges, changes)] {
            let columns = former.columns.map(\.name).joined(separator: ", ")
            try db.execute(
                sql: """
                    CREATE TEMP TABLE former AS SELECT \(columns) FROM \(former.name);
                    DROP TABLE \(former.name);
                    \(table.definition);
                    INSERT INTO \(table.name) (\(columns)) SELECT \(columns) FROM temp.former ORDER BY id;
                    DROP TABLE temp.former;
                    """)
        }
        try db.execute(
            sql: """
                CREATE UNIQUE INDEX wishOnce ON wish (\(Table.wishIdentity));
                \(steps.definition);
                CREATE INDEX stepByRow ON step (row);
                CREATE INDEX stepByChange ON step (change);
                \(expectations.definition);
                \(takenBack.definition);
                """)
    }

    static func isOfFormerVersion(_ db: Database) throws -> Bool {
        guard try db.tableExists("grdb_migrations") else { return false }
        let sql = "SELECT EXISTS (SELECT 1 FROM grdb_migrations WHERE identifier IN (?, ?))"
        return try Bool.fetchOne(db, sql: sql, arguments: StatementArguments(formerMigrations)) ?? false
    }

    /// Whether the tables are defined as the migrations that the file has been through define them.
    ///
    /// SQLite keeps the definitions as text in the file and believes it. With one byte of it changed, a column can have
    /// another name and a default another value, and everything else still fits together. GRDB's own table is left out,
    /// as another version of GRDB may word it otherwise; nothing but migrations is read from it.
    static func isWhole(_ db: Database) throws -> Bool {
        let completed = try migrator.completedMigrations(db)
        guard try migrator.appliedIdentifiers(db).count == completed.count else { return false }
        return try definitions(db) == definitionsAfter.get()[completed.count]
    }

    /// By the number of migrations that a file has been through.
    private static let definitionsAfter = Result {
        let database = try DatabaseQueue(configuration: Seals.configuration)
        return try [try database.read(definitions)]
            + migrator.migrations.map { migration in
                try migrator.migrate(database, upTo: migration)
                return try database.read(definitions)
            }
    }

    /// Whether the tables are of one run: as many rows as it says, behind each change that is still to be made a row
    /// and a connector as it was read, and no change overturned more than once.
    static func fitsTogether(_ db: Database) throws -> Bool {
        let hasSteps = try knowsNumberActions(db)
        let isStep = hasSteps ? "EXISTS (SELECT 1 FROM step WHERE step.change = change.id)" : "0"
        let isOfSettings = hasSteps ? "change.kind = \(ActionKind.settings.rawValue)" : "1"
        let sql = """
            SELECT NOT EXISTS (SELECT 1 FROM run WHERE rowCount <> (SELECT COUNT(*) FROM row))
                AND (SELECT ifnull(SUM(last - first + 1), 0) FROM event WHERE step = '\(ChangeStep.overturn.rawValue)')
                    <= (SELECT COUNT(*) FROM change)
                AND NOT EXISTS (
                    SELECT 1 FROM change LEFT JOIN connector ON connector.id = change.before
                    WHERE change.state IN (\(ChangeState.planned.rawValue), \(ChangeState.sent.rawValue))
                        AND (NOT EXISTS (SELECT 1 FROM row WHERE row.change = change.id) AND NOT \(isStep)
                            OR \(isOfSettings) AND (connector.label IS NULL OR connector.account IS NULL
                                OR connector.project IS NULL OR connector.environment IS NULL
                                OR connector.variant IS NULL OR connector.asr IS NULL OR connector.tts IS NULL
                                OR connector.voice IS NULL OR connector.disableHandoff IS NULL)))
            """
        return try Bool.fetchOne(db, sql: sql) ?? false
    }

    /// Whether the file has been through the migration that brought them.
    static func knowsNumberActions(_ db: Database) throws -> Bool {
        try migrator.completedMigrations(db).contains(numberActions)
    }

    private static func definitions(_ db: Database) throws -> Set<[String?]> {
        let rows = try Row.fetchSet(
            db, sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'")
        return Set(rows.map { [$0["type"], $0["name"], $0["tbl_name"], $0["sql"]] })
    }
}

/// An index of the rows. They are dropped while many rows are loaded, which is quicker than to keep them.
enum RowIndex: String, CaseIterable {
    case rowByNumber = "number, agent"
    case rowByChange = "change"

    func create(_ db: Database) throws { try db.execute(sql: "CREATE INDEX \(self) ON row (\(rawValue))") }

    static func drop(_ db: Database) throws {
        for index in allCases { try db.execute(sql: "DROP INDEX IF EXISTS \(index)") }
    }
}
