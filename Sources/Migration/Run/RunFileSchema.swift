import GRDB

/// The stored form of a run. A migration that has shipped is never edited; a change is a new one.
///
/// Texts that come again and again (agents, voices, languages, …) are numbers of `name`; numbers in E.164 are packed as
/// `PhoneNumber.value`, and texts that the API lists as numbers and are none are minus their number in `name`. Moments
/// are milliseconds since 1970. `seal` is a checksum of the row, see ``Seals``.
enum RunFileSchema {
    /// Marks an SQLite file as a run file: "pbay" in ASCII.
    static let applicationID: Int32 = 0x7062_6179

    /// What versions before the columns were typed called their first migration.
    static let formerMigration = "1: run, rows, changes"

    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("4: typed columns, the sheet, events", migrate: createTables)
        return migrator
    }()

    private static func createTables(_ db: Database) throws {
        for table in tables { try db.execute(sql: table.definition) }
        try db.execute(sql: "CREATE UNIQUE INDEX wishOnce ON wish (\(Table.wishIdentity))")
        for index in RowIndex.allCases { try index.create(db) }
        try db.execute(sql: "CREATE INDEX reachedByChange ON reached (change)")
    }

    static func isOfFormerVersion(_ db: Database) throws -> Bool {
        guard try db.tableExists("grdb_migrations") else { return false }
        let sql = "SELECT EXISTS (SELECT 1 FROM grdb_migrations WHERE identifier = ?)"
        return try Bool.fetchOne(db, sql: sql, arguments: [formerMigration]) ?? false
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

extension RunFileSchema {
    /// A table by its columns, in the order of their seal.
    struct Table {
        let name: String
        let columns: [(name: String, type: String)]
        var constraint = ""

        var definition: String {
            let columns = columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
            let seal = "seal INTEGER GENERATED ALWAYS AS (\(seal)) STORED"
            return "CREATE TABLE \(name) (\(columns), \(seal)\(constraint)) STRICT"
        }

        /// The expression that a row's seal is the value of.
        var seal: String { "seal(\(columns.map(\.name).joined(separator: ", ")))" }

        static let wishIdentity = "ifnull(variant, -1), ifnull(asr, 0), ifnull(voice, 0), ifnull(project, 0)"
    }

    static let tables =
        [run, fills, mappings, sessions, written, pieces, names, wishes, reasons, verdicts]
        + [connectors, changes, reached, rows, events]

    private static let key = "INTEGER PRIMARY KEY"

    /// What the run is of and how far it is; `RunRecord` says what the columns mean.
    private static let run = Table(
        name: "run",
        columns: [
            ("id", "\(key) CHECK (id = 1)"), ("createdAt", "INTEGER NOT NULL"), ("finishedAt", "INTEGER"),
            ("sheetPath", "TEXT NOT NULL"), ("resultsPath", "TEXT NOT NULL"), ("sheetDigest", "TEXT NOT NULL"),
            ("target", "TEXT NOT NULL"), ("agent", "TEXT"), ("nullToken", "TEXT NOT NULL"),
            ("givenDelimiter", "INTEGER"), ("isStrict", "INTEGER NOT NULL"), ("skipsInvalid", "INTEGER NOT NULL"),
            ("allowsCollateral", "INTEGER NOT NULL"), ("resolution", "TEXT NOT NULL"),
            ("delimiter", "INTEGER NOT NULL"), ("encoding", "TEXT NOT NULL"), ("hasByteOrderMark", "INTEGER NOT NULL"),
            ("lineEnding", "TEXT NOT NULL"), ("isForExcel", "INTEGER NOT NULL"), ("rowCount", "INTEGER NOT NULL"),
            ("stage", "TEXT NOT NULL"), ("fingerprint", "TEXT"), ("plannedAt", "INTEGER"),
        ])

    private static let fills = Table(
        name: "fill", columns: [("id", key), ("target", "TEXT NOT NULL"), ("text", "TEXT NOT NULL")])

    private static let mappings = Table(
        name: "mapping", columns: [("id", key), ("header", "TEXT NOT NULL"), ("target", "TEXT NOT NULL")])

    private static let sessions = Table(name: "session", columns: [("id", key), ("startedAt", "INTEGER NOT NULL")])

    /// The results files that patchbay wrote for this run or the one before it, by the digest of their bytes.
    private static let written = Table(name: "written", columns: [("id", key), ("digest", "TEXT NOT NULL")])

    /// The sheet's bytes, cut anywhere.
    private static let pieces = Table(name: "piece", columns: [("id", key), ("bytes", "BLOB NOT NULL")])

    private static let names = Table(name: "name", columns: [("id", key), ("text", "TEXT NOT NULL UNIQUE")])

    /// Settings that rows ask for: NULL leaves a setting alone, a `variant` of 0 clears it.
    private static let wishes = Table(
        name: "wish",
        columns: [
            ("id", key), ("variant", "INTEGER"), ("asr", "INTEGER"), ("voice", "INTEGER"), ("project", "INTEGER"),
        ])

    /// Why something ended or is not at its end. `isTemplate` says that a row's own values stand for `{number}` and the
    /// like.
    private static let reasons = Table(
        name: "reason",
        columns: [
            ("id", key), ("code", "TEXT"), ("message", "TEXT NOT NULL"), ("correlation", "TEXT"),
            ("isTemplate", "INTEGER NOT NULL DEFAULT 0"),
        ])

    /// How rows end that no change serves.
    private static let verdicts = Table(
        name: "verdict",
        columns: [("id", key), ("outcome", "TEXT NOT NULL"), ("reason", "INTEGER"), ("at", "INTEGER NOT NULL")])

    /// A connector as it was read once; `agent` is where it answered. What nobody read has no `project`.
    private static let connectors = Table(
        name: "connector",
        columns: [
            ("id", key), ("agent", "INTEGER NOT NULL"), ("name", "TEXT NOT NULL"), ("label", "TEXT"),
            ("account", "INTEGER"), ("project", "INTEGER"), ("environment", "INTEGER"), ("variant", "INTEGER"),
            ("asr", "INTEGER"), ("tts", "INTEGER"), ("voice", "INTEGER"), ("disableHandoff", "INTEGER"),
        ])

    /// A change and how far it is; ``ChangeLife`` says how it goes on. `agent` is where it is sent, `before` the
    /// connector as it was planned from, and the settings are those that differ from it, a `variant` of 0 being
    /// cleared. `after` is what the API made of it, where that is not what was asked. `kind` leaves room for what is
    /// not a connector's patch.
    private static let changes = Table(
        name: "change",
        columns: [
            ("id", key), ("kind", "INTEGER NOT NULL DEFAULT 0"), ("agent", "INTEGER NOT NULL"),
            ("before", "INTEGER NOT NULL"), ("variant", "INTEGER"), ("asr", "INTEGER"), ("voice", "INTEGER"),
            ("project", "INTEGER"), ("rowCount", "INTEGER NOT NULL"), ("state", "INTEGER NOT NULL DEFAULT 1"),
            ("outcome", "TEXT"), ("attempts", "INTEGER NOT NULL DEFAULT 0"),
            ("mayHaveArrived", "INTEGER NOT NULL DEFAULT 0"), ("failedBatches", "INTEGER NOT NULL DEFAULT 0"),
            ("reason", "INTEGER"), ("after", "INTEGER"), ("finishedAt", "INTEGER"), ("verifiedAt", "INTEGER"),
        ],
        constraint: ", CHECK ((state = 3) = (outcome IS NOT NULL))")

    /// Numbers that a change reaches and none of its rows names.
    private static let reached = Table(
        name: "reached",
        columns: [
            ("id", key), ("change", "INTEGER NOT NULL"), ("number", "INTEGER NOT NULL"),
            ("isCollateral", "INTEGER NOT NULL"),
        ])

    /// The sheet's rows in its order. A row ends by its change, or by a verdict.
    private static let rows = Table(
        name: "row",
        columns: [
            ("id", key), ("line", "INTEGER NOT NULL"), ("agent", "INTEGER"), ("number", "INTEGER"),
            ("sheetConnector", "INTEGER"), ("wish", "INTEGER"), ("connector", "INTEGER"), ("change", "INTEGER"),
            ("verdict", "INTEGER"),
        ],
        constraint: ", CHECK (change IS NULL OR verdict IS NULL)")

    /// What happened to the changes from `first` to `last`, all of which did the same. Nothing of it is ever changed.
    private static let events = Table(
        name: "event",
        columns: [
            ("id", key), ("at", "INTEGER NOT NULL"), ("session", "INTEGER NOT NULL"), ("step", "TEXT NOT NULL"),
            ("first", "INTEGER NOT NULL"), ("last", "INTEGER NOT NULL"), ("outcome", "TEXT"), ("reason", "INTEGER"),
            ("attempt", "INTEGER"), ("seen", "INTEGER"),
        ])
}
