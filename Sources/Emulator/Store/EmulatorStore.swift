import AgentsAPI
import DatabaseFile
import Foundation
import GRDB
package import Telephony

/// The emulator's state in SQLite: accounts, projects, connectors, phone numbers and API keys.
package struct EmulatorStore: Sendable {
    private let database: DatabaseQueue

    /// Opens or creates the database at `path`, which then survives `kill -9`; without a path, one in memory.
    package init(path: String?) throws(EmulatorProblem) {
        guard let path else {
            database = try Self.opening(at: ":memory:") { try DatabaseQueue() }
            return
        }
        database = try Self.opening(at: path) {
            do throws(DatabaseThreat) {
                try DatabaseFile.check(path)
            } catch {
                throw EmulatorProblem.databaseUntrusted(path: path, error)
            }
            Self.makePrivate(path)
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase(DatabaseFile.distrust)
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// A new file is its owner's alone, as what it holds may be a copy of what is real. SQLite's files beside it are as
    /// it is.
    private static func makePrivate(_ path: String) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
    }

    /// Not through GRDB's own `read`: its `PRAGMA query_only` makes SQLite prepare every cached statement anew, which
    /// costs more than half of the lookups a second.
    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await transaction(.deferred, body)
    }

    /// - Parameter committed: called as soon as the transaction is committed, with whether it changed anything.
    func write<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value,
        committed: @Sendable (_ value: Value, _ hasChanged: Bool) -> Void = { _, _ in }
    ) async throws -> Value {
        try await transaction(.immediate, body, committed)
    }

    private func transaction<Value: Sendable>(
        _ kind: Database.TransactionKind, _ body: @Sendable (Database) throws -> Value,
        _ committed: @Sendable (Value, Bool) -> Void = { _, _ in }
    ) async throws -> Value {
        try await database.writeWithoutTransaction { database in
            let before = database.totalChangesCount
            let value = try database.inTransaction(kind, returning: body)
            committed(value, database.totalChangesCount > before)
            return value
        }
    }

    /// Writes the seed, unless the database already holds projects: a second start goes on where the first ended.
    ///
    /// Answers whether the seed was written.
    func plant(_ seed: EmulatorSeed) async throws -> Bool {
        try await write { database in
            guard try !database.hasRow("SELECT 1 FROM project", []) else { return false }
            for index in StoreSchema.indexes.keys { try database.execute(sql: "DROP INDEX \(index)") }
            try Planting(database: database).plant(seed.entries)
            if let account = seed.account { try Planting(database: database).plant(account) }
            try StoreSchema.createIndexes(database)
            return true
        }
    }

    /// Adds a key, or gives the key of that value new projects.
    package func add(_ key: AccessKey) async throws {
        try await write { database in try Planting(database: database).plant(key) }
    }

    /// Takes a key away: the next request that carries it is answered 401.
    package func revoke(keyValue: String) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM api_key WHERE value = ?", arguments: [keyValue])
        }
    }

    /// A project that there is, to be shown as an example.
    package func anyProject() async throws -> AgentID? {
        try await read { database in
            try database.first("SELECT project_id FROM connector ORDER BY id LIMIT 1", []) { row in
                AgentID(rawValue: row[0])
            }
        }
    }

    /// Everything at one moment.
    package func snapshot() async throws -> EmulatorState {
        try await read { database in
            try EmulatorState(
                connectors: database.all("\(Connector.selection) ORDER BY connector.id", [], as: Connector.init(row:)),
                phoneNumbers: database.all(
                    "\(PhoneNumberResource.selection) ORDER BY number", [], as: PhoneNumberResource.init(row:)))
        }
    }
}

extension EmulatorStore {
    private static func opening(
        at path: String, _ open: () throws -> DatabaseQueue
    ) throws(EmulatorProblem) -> DatabaseQueue {
        do {
            let database = try open()
            try database.read { try requireOurs($0, at: path) }
            try database.writeWithoutTransaction { try StoreSchema.setUpJournal($0) }
            try StoreSchema.migrator.migrate(database)
            return database
        } catch let problem as EmulatorProblem {
            throw problem
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw .databaseForeign(path: path)
        } catch {
            throw .databaseUnreachable(path: path)
        }
    }

    private static func requireOurs(_ database: Database, at path: String) throws {
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        if tables > 0, try application != StoreSchema.applicationID || !DatabaseFile.isPlain(database) {
            throw EmulatorProblem.databaseForeign(path: path)
        }
        if try StoreSchema.migrator.hasBeenSuperseded(database) {
            throw EmulatorProblem.databaseNewer(path: path)
        }
    }
}
