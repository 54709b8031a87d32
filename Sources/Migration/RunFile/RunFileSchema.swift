import GRDB

/// The stored form of a run. A migration that has shipped is never edited; a change is a new one.
enum RunFileSchema {
    /// Marks an SQLite file as a run file: "pbay" in ASCII.
    static let applicationID: Int32 = 0x7062_6179

    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: run, rows, changes", migrate: createTables)
        migrator.registerMigration("2: guards", migrate: addGuards)
        migrator.registerMigration("3: checksums", migrate: Checksums.addColumns)
        return migrator
    }()

    private static func createTables(_ db: Database) throws {
        try db.execute(sql: run)
        try db.execute(sql: batches)
        try db.execute(sql: changes)
        try db.execute(sql: rows)
        try db.execute(sql: readings)
    }

    /// `failedBatches` counts the requests of a session that failed and did not apply the change. `verifiedAt` says that
    /// the connector was read as asked at the end.
    private static func addGuards(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE change ADD COLUMN failedBatches INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE change ADD COLUMN verifiedAt TEXT;
                """)
    }

    private static let run = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            createdAt TEXT NOT NULL,
            finishedAt TEXT,
            sheetPath TEXT NOT NULL,
            resultsPath TEXT NOT NULL,
            sheetDigest TEXT NOT NULL,
            target TEXT NOT NULL,
            options TEXT NOT NULL,
            dialect TEXT NOT NULL,
            header BLOB NOT NULL,
            rowCount INTEGER NOT NULL,
            stage TEXT NOT NULL,
            fingerprint TEXT,
            plannedAt TEXT
        ) STRICT;
        """

    private static let batches = """
        CREATE TABLE batch (
            id INTEGER PRIMARY KEY,
            agent TEXT NOT NULL,
            sentAt TEXT NOT NULL
        ) STRICT;
        """

    /// `patch`, `before` and `after` are JSON. A change is `planned`, then `sent` (durably, before its request goes out),
    /// then `settled` with an outcome. A change that is `sent` and has no answer yet may or may not have been applied;
    /// `mayHaveArrived` keeps that in mind when it was read back as untouched, as a late request can still arrive.
    private static let changes = """
        CREATE TABLE change (
            id INTEGER PRIMARY KEY,
            agent TEXT NOT NULL,
            connector TEXT NOT NULL,
            patch TEXT NOT NULL,
            before TEXT NOT NULL,
            rowCount INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'settled')),
            batch INTEGER REFERENCES batch (id),
            attempts INTEGER NOT NULL DEFAULT 0,
            mayHaveArrived INTEGER NOT NULL DEFAULT 0,
            outcome TEXT,
            after TEXT,
            errorCode TEXT,
            error TEXT,
            correlationID TEXT,
            finishedAt TEXT,
            CHECK ((state = 'settled') = (outcome IS NOT NULL))
        ) STRICT;
        CREATE INDEX changeByState ON change (state, id);
        CREATE INDEX changeByConnector ON change (connector);
        """

    /// `cells` is the row's own cells as one CSV record. `outcome` is set for rows that end without a change.
    private static let rows = """
        CREATE TABLE row (
            id INTEGER PRIMARY KEY,
            line INTEGER NOT NULL,
            cells BLOB NOT NULL,
            agent TEXT,
            phone TEXT,
            sheetConnector TEXT,
            desired TEXT,
            targetAgent TEXT,
            connectorAgent TEXT,
            connector TEXT,
            change INTEGER REFERENCES change (id) ON DELETE SET NULL,
            outcome TEXT,
            errorCode TEXT,
            error TEXT,
            correlationID TEXT,
            finishedAt TEXT,
            CHECK (change IS NULL OR outcome IS NULL)
        ) STRICT;
        CREATE INDEX rowByPhone ON row (phone, agent);
        CREATE INDEX rowByConnector ON row (connectorAgent, connector);
        CREATE INDEX rowByChange ON row (change);
        """

    /// What the API answered while the plan was made. `inventory` names the agents all of whose numbers are in `number`.
    private static let readings = """
        CREATE TABLE connector (
            agent TEXT NOT NULL,
            id TEXT NOT NULL,
            before TEXT NOT NULL,
            PRIMARY KEY (agent, id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE number (
            agent TEXT NOT NULL,
            phone TEXT NOT NULL,
            connector TEXT,
            PRIMARY KEY (agent, phone)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX numberByConnector ON number (agent, connector);
        CREATE TABLE inventory (agent TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
        """
}
