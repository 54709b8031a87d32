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
    private static func knowsNumberActions(_ db: Database) throws -> Bool {
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

extension RunFileSchema {
    /// A table by its columns, in the order of their seal.
    struct Table {
        let name: String
        let columns: [(name: String, type: String)]
        var constraint = ""
        /// What holds of each row of a run file that patchbay wrote.
        var sound: [String] = []
        /// Whether the rows are numbered from 1 without a gap, so that a number up to the highest is one of a row.
        var isDense = false

        var definition: String {
            let columns = columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
            let seal = "seal INTEGER GENERATED ALWAYS AS (\(seal)) STORED"
            return "CREATE TABLE \(name) (\(columns), \(seal)\(constraint)) STRICT"
        }

        /// The expression that a row's seal is the value of.
        var seal: String { "seal(\(columns.map(\.name).joined(separator: ", ")))" }

        /// Counts the rows, those of them that are as they were written, and the highest number.
        var survey: String {
            let conditions = (["seal IS \(seal)"] + sound.map { "(\($0)) IS NOT 0" }).joined(separator: " AND ")
            return "SELECT COUNT(*), COUNT(*) FILTER (WHERE \(conditions)), ifnull(MAX(id), 0) FROM \(name)"
        }

        static let formerWishIdentity = "ifnull(variant, -1), ifnull(asr, 0), ifnull(voice, 0), ifnull(project, 0)"
        static let wishIdentity =
            "\(formerWishIdentity), ifnull(target, 0), action, ifnull(environment, 0)"
    }

    /// Those that the migrations which a file has been through made.
    static func tables(in db: Database) throws -> [Table] {
        let own = try knowsNumberActions(db) ? tables : formerTables
        let added = [[foundLimit], [foundBatch], [steps, expectations, takenBack], [backwards], [meanings]]
        return own + added.prefix(try migrator.completedMigrations(db).count - 1).flatMap(\.self)
    }

    /// Those that every run file has.
    static let tables =
        [run, log, fills, mappings, sessions, written, pieces, names, wishes, reasons, verdicts]
        + [connectors, changes, reached, rows, formerRows, events]

    /// The same before numbers could be imported, routed and released.
    private static let formerTables = tables.map { table in
        switch table.name {
        case run.name: formerRun
        case wishes.name: formerWishes
        case changes.name: formerChanges
        default: table
        }
    }

    /// Columns that are moments: not before 1970, and in years of four digits.
    private static func moments(_ columns: String...) -> [String] {
        columns.map { "\($0) BETWEEN 0 AND 253402300799999" }
    }

    /// Counts and the like, of which no sum is too large to be one.
    private static func counts(_ columns: String...) -> [String] { columns.map { "\($0) BETWEEN 0 AND 1000000000" } }

    /// Numbers of rows of a table.
    private static func numbers(of table: String, _ columns: String...) -> [String] {
        columns.map { "\($0) BETWEEN 1 AND (SELECT ifnull(MAX(id), 0) FROM \(table))" }
    }

    private static let outcome = "outcome IN (\(Outcome.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"

    private static let key = "INTEGER PRIMARY KEY"

    /// What the run is of and how far it is; `RunRecord` says what the columns mean.
    private static let run = Table(
        name: "run", columns: formerRun.columns + [("splits", "INTEGER NOT NULL DEFAULT 0")], sound: formerRun.sound)

    private static let formerRun = Table(
        name: "run",
        columns: [
            ("id", "\(key) CHECK (id = 1)"), ("createdAt", "INTEGER NOT NULL"), ("finishedAt", "INTEGER"),
            ("sheetPath", "TEXT NOT NULL"), ("resultsPath", "TEXT NOT NULL"), ("sheetDigest", "TEXT NOT NULL"),
            ("target", "TEXT NOT NULL"), ("agent", "TEXT"), ("nullToken", "TEXT NOT NULL"),
            ("givenDelimiter", "INTEGER"), ("isStrict", "INTEGER NOT NULL"), ("skipsInvalid", "INTEGER NOT NULL"),
            ("allowsCollateral", "INTEGER NOT NULL"), ("resolution", "TEXT NOT NULL"),
            ("delimiter", "INTEGER NOT NULL"), ("encoding", "TEXT NOT NULL"), ("hasByteOrderMark", "INTEGER NOT NULL"),
            ("lineEnding", "TEXT NOT NULL"), ("isForExcel", "INTEGER NOT NULL"), ("rowCount", "INTEGER NOT NULL"),
            ("stage", "TEXT NOT NULL"), ("plannedAt", "INTEGER"),
        ],
        sound: moments("createdAt", "finishedAt", "plannedAt") + counts("rowCount")
            + ["delimiter BETWEEN 0 AND 255", "givenDelimiter BETWEEN 0 AND 255"])

    /// Whether steps were taken that may stand in SQLite's log alone, so that the file without it is not the run.
    private static let log = Table(
        name: "log", columns: [("id", "\(key) CHECK (id = 1)"), ("isApart", "INTEGER NOT NULL")])

    /// How many requests a second the API was found to take, for the next session.
    private static let foundLimit = Table(
        name: "foundLimit", columns: [("id", "\(key) CHECK (id = 1)"), ("perSecond", "REAL NOT NULL")],
        sound: ["perSecond > 0 AND perSecond <= 1000000"])

    /// How many changes the API was seen to take in one request, and the fewest that it refused for being too many.
    private static let foundBatch = Table(
        name: "foundBatch",
        columns: [("id", "\(key) CHECK (id = 1)"), ("taken", "INTEGER NOT NULL"), ("refused", "INTEGER")],
        sound: counts("taken", "refused") + ["refused IS NULL OR refused > taken"])

    private static let fills = Table(
        name: "fill", columns: [("id", key), ("target", "TEXT NOT NULL"), ("text", "TEXT NOT NULL")])

    private static let mappings = Table(
        name: "mapping", columns: [("id", key), ("header", "TEXT NOT NULL"), ("target", "TEXT NOT NULL")])

    private static let sessions = Table(
        name: "session", columns: [("id", key), ("startedAt", "INTEGER NOT NULL")], sound: moments("startedAt"))

    /// The results files that patchbay wrote for this run, by the digest of their bytes.
    private static let written = Table(name: "written", columns: [("id", key), ("digest", "TEXT NOT NULL")])

    /// The sheet's bytes, cut anywhere.
    private static let pieces = Table(name: "piece", columns: [("id", key), ("bytes", "BLOB NOT NULL")])

    private static let names = Table(
        name: "name", columns: [("id", key), ("text", "TEXT NOT NULL UNIQUE")], isDense: true)

    /// What rows ask for. Settings: NULL leaves one alone, a `variant` of 0 clears it. Of the number: which connector
    /// is to serve it (`target`), a `RowAction`, and where an imported one is to be (`environment`).
    private static let wishes = Table(
        name: "wish",
        columns: formerWishes.columns + [
            ("target", "INTEGER"), ("action", "INTEGER NOT NULL DEFAULT 0"), ("environment", "INTEGER"),
        ],
        sound: settings + numbers(of: "name", "target", "environment")
            + ["action IN (\(RowAction.allCases.map { String($0.rawValue) }.joined(separator: ", ")))"],
        isDense: true)

    private static let formerWishes = Table(
        name: "wish",
        columns: [
            ("id", key), ("variant", "INTEGER"), ("asr", "INTEGER"), ("voice", "INTEGER"), ("project", "INTEGER"),
        ],
        sound: settings, isDense: true)

    private static let settings =
        numbers(of: "name", "asr", "voice", "project") + ["variant = 0 OR \(numbers(of: "name", "variant")[0])"]

    /// Why something ended or is not at its end. `isTemplate` says that a row's own values stand for `{number}` and the
    /// like.
    private static let reasons = Table(
        name: "reason",
        columns: [
            ("id", key), ("code", "TEXT"), ("message", "TEXT NOT NULL"), ("correlation", "TEXT"),
            ("isTemplate", "INTEGER NOT NULL DEFAULT 0"),
        ],
        isDense: true)

    /// How rows end that no change serves.
    private static let verdicts = Table(
        name: "verdict",
        columns: [("id", key), ("outcome", "TEXT NOT NULL"), ("reason", "INTEGER"), ("at", "INTEGER NOT NULL")],
        sound: [outcome] + numbers(of: "reason", "reason") + moments("at"), isDense: true)

    /// A connector as it was read once; `agent` is where it answered. What nobody read has no `project`.
    private static let connectors = Table(
        name: "connector",
        columns: [
            ("id", key), ("agent", "INTEGER NOT NULL"), ("name", "TEXT NOT NULL"), ("label", "TEXT"),
            ("account", "INTEGER"), ("project", "INTEGER"), ("environment", "INTEGER"), ("variant", "INTEGER"),
            ("asr", "INTEGER"), ("tts", "INTEGER"), ("voice", "INTEGER"), ("disableHandoff", "INTEGER"),
        ],
        sound: numbers(of: "name", "agent", "account", "project", "environment", "variant", "asr", "tts", "voice")
            + ["name <> ''"],
        isDense: true)

    /// A change and how far it is; ``ChangeLife`` says how it goes on, ``ActionKind`` what `kind` says. `agent` is
    /// where it is sent.
    ///
    /// Of settings, `before` is the connector as it was planned from, and the settings are those that differ from it, a
    /// `variant` of 0 being cleared. Of a number, `before` is the connector that served it, if there was one,
    /// `environment` where it is, or is to be imported, and `target` the connector that is to serve it, with its
    /// environment. `after` is what the API made of it, where that is not what was asked.
    private static let changes = Table(
        name: "change",
        columns: formerChanges.columns.map { $0.name == "before" ? ($0.name, "INTEGER") : $0 } + [
            ("number", "INTEGER"), ("target", "INTEGER"), ("environment", "INTEGER"), ("targetEnvironment", "INTEGER"),
        ],
        constraint: ", CHECK ((state = 3) = (outcome IS NOT NULL))",
        sound: formerChanges.sound.filter { $0 != "kind = 0" }
            + numbers(of: "name", "target", "environment", "targetEnvironment")
            + [
                "kind IN (\(ActionKind.allCases.map { String($0.rawValue) }.joined(separator: ", ")))",
                "number > 0 OR \(numbers(of: "name", "-number")[0])",
                "(kind = \(ActionKind.settings.rawValue)) = (number IS NULL AND environment IS NULL)",
                "(kind = \(ActionKind.routing.rawValue)) = (target IS NOT NULL AND targetEnvironment IS NOT NULL)",
                "kind <> \(ActionKind.settings.rawValue) OR before IS NOT NULL",
            ],
        isDense: true)

    private static let formerChanges = Table(
        name: "change",
        columns: [
            ("id", key), ("kind", "INTEGER NOT NULL DEFAULT 0"), ("agent", "INTEGER NOT NULL"),
            ("before", "INTEGER NOT NULL"), ("variant", "INTEGER"), ("asr", "INTEGER"), ("voice", "INTEGER"),
            ("project", "INTEGER"), ("rowCount", "INTEGER NOT NULL"), ("state", "INTEGER NOT NULL DEFAULT 1"),
            ("outcome", "TEXT"), ("attempts", "INTEGER NOT NULL DEFAULT 0"),
            ("mayHaveArrived", "INTEGER NOT NULL DEFAULT 0"), ("failedBatches", "INTEGER NOT NULL DEFAULT 0"),
            ("reason", "INTEGER"), ("after", "INTEGER"), ("finishedAt", "INTEGER"), ("verifiedAt", "INTEGER"),
        ],
        constraint: ", CHECK ((state = 3) = (outcome IS NOT NULL))",
        sound: settings + numbers(of: "name", "agent") + numbers(of: "connector", "before", "after")
            + numbers(of: "reason", "reason") + counts("rowCount", "attempts", "failedBatches")
            + moments("finishedAt", "verifiedAt") + ["kind = 0", "state BETWEEN 1 AND 4", outcome],
        isDense: true)

    /// Numbers that a change reaches and none of its rows names.
    private static let reached = Table(
        name: "reached",
        columns: [
            ("id", key), ("change", "INTEGER NOT NULL"), ("number", "INTEGER NOT NULL"),
            ("isCollateral", "INTEGER NOT NULL"),
        ],
        sound: numbers(of: "change", "change") + ["number > 0 OR \(numbers(of: "name", "-number")[0])"])

    /// The sheet's rows in its order. A row ends by its change, or by a verdict.
    private static let rows = Table(
        name: "row",
        columns: [
            ("id", key), ("line", "INTEGER NOT NULL"), ("agent", "INTEGER"), ("number", "INTEGER"),
            ("sheetConnector", "INTEGER"), ("wish", "INTEGER"), ("connector", "INTEGER"), ("change", "INTEGER"),
            ("verdict", "INTEGER"),
        ],
        constraint: ", CHECK (change IS NULL OR verdict IS NULL)",
        sound: counts("line") + ["number > 0"] + numbers(of: "name", "agent", "sheetConnector")
            + numbers(of: "wish", "wish")
            + numbers(of: "connector", "connector") + numbers(of: "change", "change")
            + numbers(of: "verdict", "verdict"),
        isDense: true)

    /// Changes that a row needs before the one that it ends with, in order.
    private static let steps = Table(
        name: "step", columns: [("id", key), ("row", "INTEGER NOT NULL"), ("change", "INTEGER NOT NULL")],
        sound: numbers(of: "row", "row") + numbers(of: "change", "change"))

    /// What rows that take something back expect to find: settings as a run left them, and the connector that serves
    /// the number, with 0 for none. NULL is what they take no interest in.
    private static let expectations = Table(
        name: "expectation",
        columns: [
            ("id", key), ("row", "INTEGER NOT NULL"), ("variant", "INTEGER"), ("asr", "INTEGER"), ("voice", "INTEGER"),
            ("connector", "INTEGER"),
        ],
        sound: numbers(of: "row", "row") + numbers(of: "name", "variant", "asr", "voice")
            + ["connector = 0 OR \(numbers(of: "name", "connector")[0])"])

    /// The runs that took this one back, or began to, by the paths of their files.
    private static let takenBack = Table(
        name: "takenBack", columns: [("id", key), ("at", "INTEGER NOT NULL"), ("path", "TEXT NOT NULL")],
        sound: moments("at"))

    /// Stands there when what came last in a run goes first, as this takes it back.
    private static let backwards = Table(name: "backwards", columns: [("id", "\(key) CHECK (id = 1)")])

    /// Which project a name was found to mean to rows of an agent (`kind` 0), and which variant of an agent (1).
    private static let meanings = Table(
        name: "meaning",
        columns: [
            ("id", key), ("kind", "INTEGER NOT NULL"), ("agent", "INTEGER NOT NULL"), ("text", "TEXT NOT NULL"),
            ("meant", "INTEGER NOT NULL"),
        ],
        sound: ["kind IN (0, 1)"] + numbers(of: "name", "agent", "meant"))

    /// Rows whose change was made, and which an edited sheet does not have any more.
    private static let formerRows = Table(
        name: "formerRow",
        columns: [("id", key), ("change", "INTEGER NOT NULL"), ("agent", "INTEGER"), ("number", "INTEGER")],
        sound: numbers(of: "change", "change") + numbers(of: "name", "agent") + ["number > 0"])

    /// What happened to the changes from `first` to `last`, all of which did the same. Nothing of it is ever changed.
    private static let events = Table(
        name: "event",
        columns: [
            ("id", key), ("at", "INTEGER NOT NULL"), ("session", "INTEGER NOT NULL"), ("step", "TEXT NOT NULL"),
            ("first", "INTEGER NOT NULL"), ("last", "INTEGER NOT NULL"), ("outcome", "TEXT"), ("reason", "INTEGER"),
            ("attempt", "INTEGER"), ("seen", "INTEGER"),
        ],
        sound: moments("at") + numbers(of: "session", "session") + numbers(of: "change", "first", "last")
            + ["first <= last", "step IN (\(ChangeStep.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"]
            + [outcome] + numbers(of: "reason", "reason") + numbers(of: "connector", "seen")
            + counts("attempt"),
        isDense: true)
}
