import GRDB

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
    static let formerTables = tables.map { table in
        switch table.name {
        case run.name: formerRun
        case wishes.name: formerWishes
        case changes.name: formerChanges
        default: table
        }
    }

    /// Columns that are moments: not before 1970, and in years of four digits.
    static func moments(_ columns: String...) -> [String] {
        columns.map { "\($0) BETWEEN 0 AND 253402300799999" }
    }

    /// Counts and the like, of which no sum is too large to be one.
    static func counts(_ columns: String...) -> [String] { columns.map { "\($0) BETWEEN 0 AND 1000000000" } }

    /// Numbers of rows of a table.
    static func numbers(of table: String, _ columns: String...) -> [String] {
        columns.map { "\($0) BETWEEN 1 AND (SELECT ifnull(MAX(id), 0) FROM \(table))" }
    }

    static let outcome = "outcome IN (\(Outcome.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"

    static let key = "INTEGER PRIMARY KEY"

    /// What the run is of and how far it is; `RunRecord` says what the columns mean.
    static let run = Table(
        name: "run", columns: formerRun.columns + [("splits", "INTEGER NOT NULL DEFAULT 0")], sound: formerRun.sound)

    static let formerRun = Table(
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
    static let log = Table(
        name: "log", columns: [("id", "\(key) CHECK (id = 1)"), ("isApart", "INTEGER NOT NULL")])

    /// How many requests a second the API was found to take, for the next session.
    static let foundLimit = Table(
        name: "foundLimit", columns: [("id", "\(key) CHECK (id = 1)"), ("perSecond", "REAL NOT NULL")],
        sound: ["perSecond > 0 AND perSecond <= 1000000"])

    /// How many changes the API was seen to take in one request, and the fewest that it refused for being too many.
    static let foundBatch = Table(
        name: "foundBatch",
        columns: [("id", "\(key) CHECK (id = 1)"), ("taken", "INTEGER NOT NULL"), ("refused", "INTEGER")],
        sound: counts("taken", "refused") + ["refused IS NULL OR refused > taken"])

    static let fills = Table(
        name: "fill", columns: [("id", key), ("target", "TEXT NOT NULL"), ("text", "TEXT NOT NULL")])

    static let mappings = Table(
        name: "mapping", columns: [("id", key), ("header", "TEXT NOT NULL"), ("target", "TEXT NOT NULL")])

    static let sessions = Table(
        name: "session", columns: [("id", key), ("startedAt", "INTEGER NOT NULL")], sound: moments("startedAt"))

    /// The results files that patchbay wrote for this run, by the digest of their bytes.
    static let written = Table(name: "written", columns: [("id", key), ("digest", "TEXT NOT NULL")])

    /// The sheet's bytes, cut anywhere.
    static let pieces = Table(name: "piece", columns: [("id", key), ("bytes", "BLOB NOT NULL")])

    static let names = Table(
        name: "name", columns: [("id", key), ("text", "TEXT NOT NULL UNIQUE")], isDense: true)

    /// What rows ask for. Settings: NULL leaves one alone, a `variant` of 0 clears it. Of the number: which connector
    /// is to serve it (`target`), a `RowAction`, and where an imported one is to be (`environment`).
    static let wishes = Table(
        name: "wish",
        columns: formerWishes.columns + [
            ("target", "INTEGER"), ("action", "INTEGER NOT NULL DEFAULT 0"), ("environment", "INTEGER"),
        ],
        sound: settings + numbers(of: "name", "target", "environment")
            + ["action IN (\(RowAction.allCases.map { String($0.rawValue) }.joined(separator: ", ")))"],
        isDense: true)

    static let formerWishes = Table(
        name: "wish",
        columns: [
            ("id", key), ("variant", "INTEGER"), ("asr", "INTEGER"), ("voice", "INTEGER"), ("project", "INTEGER"),
        ],
        sound: settings, isDense: true)

    static let settings =
        numbers(of: "name", "asr", "voice", "project") + ["variant = 0 OR \(numbers(of: "name", "variant")[0])"]

    /// Why something ended or is not at its end. `isTemplate` says that a row's own values stand for `{number}` and the
    /// like.
    static let reasons = Table(
        name: "reason",
        columns: [
            ("id", key), ("code", "TEXT"), ("message", "TEXT NOT NULL"), ("correlation", "TEXT"),
            ("isTemplate", "INTEGER NOT NULL DEFAULT 0"),
        ],
        isDense: true)

    /// How rows end that no change serves.
    static let verdicts = Table(
        name: "verdict",
        columns: [("id", key), ("outcome", "TEXT NOT NULL"), ("reason", "INTEGER"), ("at", "INTEGER NOT NULL")],
        sound: [outcome] + numbers(of: "reason", "reason") + moments("at"), isDense: true)

    /// A connector as it was read once; `agent` is where it answered. What nobody read has no `project`.
    static let connectors = Table(
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
    static let changes = Table(
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

    static let formerChanges = Table(
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
    static let reached = Table(
        name: "reached",
        columns: [
            ("id", key), ("change", "INTEGER NOT NULL"), ("number", "INTEGER NOT NULL"),
            ("isCollateral", "INTEGER NOT NULL"),
        ],
        sound: numbers(of: "change", "change") + ["number > 0 OR \(numbers(of: "name", "-number")[0])"])

    /// The sheet's rows in its order. A row ends by its change, or by a verdict.
    static let rows = Table(
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
    static let steps = Table(
        name: "step", columns: [("id", key), ("row", "INTEGER NOT NULL"), ("change", "INTEGER NOT NULL")],
        sound: numbers(of: "row", "row") + numbers(of: "change", "change"))

    /// What rows that take something back expect to find: settings as a run left them, and the connector that serves
    /// the number, with 0 for none. NULL is what they take no interest in.
    static let expectations = Table(
        name: "expectation",
        columns: [
            ("id", key), ("row", "INTEGER NOT NULL"), ("variant", "INTEGER"), ("asr", "INTEGER"), ("voice", "INTEGER"),
            ("connector", "INTEGER"),
        ],
        sound: numbers(of: "row", "row") + numbers(of: "name", "variant", "asr", "voice")
            + ["connector = 0 OR \(numbers(of: "name", "connector")[0])"])

    /// The runs that took this one back, or began to, by the paths of their files.
    static let takenBack = Table(
        name: "takenBack", columns: [("id", key), ("at", "INTEGER NOT NULL"), ("path", "TEXT NOT NULL")],
        sound: moments("at"))

    /// Stands there when what came last in a run goes first, as this takes it back.
    static let backwards = Table(name: "backwards", columns: [("id", "\(key) CHECK (id = 1)")])

    /// Which project a name was found to mean to rows of an agent (`kind` 0), and which variant of an agent (1).
    static let meanings = Table(
        name: "meaning",
        columns: [
            ("id", key), ("kind", "INTEGER NOT NULL"), ("agent", "INTEGER NOT NULL"), ("text", "TEXT NOT NULL"),
            ("meant", "INTEGER NOT NULL"),
        ],
        sound: ["kind IN (0, 1)"] + numbers(of: "name", "agent", "meant"))

    /// Rows whose change was made, and which an edited sheet does not have any more.
    static let formerRows = Table(
        name: "formerRow",
        columns: [("id", key), ("change", "INTEGER NOT NULL"), ("agent", "INTEGER"), ("number", "INTEGER")],
        sound: numbers(of: "change", "change") + numbers(of: "name", "agent") + ["number > 0"])

    /// What happened to the changes from `first` to `last`, all of which did the same. Nothing of it is ever changed.
    static let events = Table(
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
