import DatabaseFile
import GRDB

/// The tables of the emulator. A migration that has shipped is frozen: changes come as a new one.
enum StoreSchema {
    /// SQLite's `application_id` of our files, "pbem" in ASCII, so that no other program's database is taken for ours.
    static let applicationID: Int32 = 0x7062_656D

    /// A commit then survives the end of the process, though not that of the machine, and costs no wait for the disk.
    /// Only for a database that is ours: it rewrites the file's header.
    static func setUpJournal(_ database: Database) throws {
        try DatabaseFile.keepJournalInMemory(database)
        try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: accounts, projects, connectors, numbers, keys") { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: resources)
            try createIndexes(database)
            try database.execute(sql: keys)
        }
        migrator.registerMigration("2: what agents have besides") { database in
            try database.execute(sql: agents)
        }
        return migrator
    }

    /// A number that is routed shares its connector's project and environment. The foreign key holds that: it moves
    /// the numbers along with their connector and deletes them with it.
    private static let resources = """
        CREATE TABLE account (
            id TEXT PRIMARY KEY
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE project (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES account
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE connector (
            id TEXT PRIMARY KEY,
            project_id TEXT NOT NULL REFERENCES project,
            client_env TEXT NOT NULL,
            name TEXT NOT NULL,
            variant_id TEXT NOT NULL,
            asr_lang_code TEXT NOT NULL,
            tts_lang_code TEXT NOT NULL,
            voice_name TEXT NOT NULL,
            disable_handoff INTEGER NOT NULL CHECK (disable_handoff IN (0, 1)),
            UNIQUE (id, project_id, client_env)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE phone_number (
            number TEXT PRIMARY KEY,
            project_id TEXT NOT NULL REFERENCES project,
            client_env TEXT NOT NULL,
            connector_id TEXT,
            FOREIGN KEY (connector_id, project_id, client_env)
                REFERENCES connector (id, project_id, client_env) ON UPDATE CASCADE ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        """

    /// An agent of which this is known has a name.
    private static let agents = """
        CREATE TABLE agent_name (
            project_id TEXT PRIMARY KEY REFERENCES project,
            name TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE variant (
            project_id TEXT NOT NULL REFERENCES project,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
            PRIMARY KEY (project_id, id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE deployment (
            project_id TEXT NOT NULL REFERENCES project,
            client_env TEXT NOT NULL,
            PRIMARY KEY (project_id, client_env)
        ) STRICT, WITHOUT ROWID;
        """

    /// Made after many rows are loaded, which is quicker than to keep them meanwhile.
    static let indexes = [
        "connector_by_project": "connector (project_id)",
        "phone_number_by_connector": "phone_number (connector_id, project_id, client_env)",
        "phone_number_by_project": "phone_number (project_id)",
    ]

    static func createIndexes(_ database: Database) throws {
        for (name, columns) in indexes { try database.execute(sql: "CREATE INDEX \(name) ON \(columns)") }
    }

    private static let keys = """
        CREATE TABLE api_key (
            value TEXT PRIMARY KEY,
            reaches_all INTEGER NOT NULL CHECK (reaches_all IN (0, 1))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE api_key_project (
            key_value TEXT NOT NULL REFERENCES api_key ON DELETE CASCADE,
            project_id TEXT NOT NULL,
            PRIMARY KEY (key_value, project_id)
        ) STRICT, WITHOUT ROWID;
        """
}
