import Foundation
import GRDB
import Synchronization

/// The checkpoint of one run: an SQLite file that is right at every instant the process can be killed.
///
/// A class, because the connection and the lock have one owner. Its methods block. Each is one transaction: a short one, but for
/// staging and planning a whole sheet, of which a kill leaves all or nothing.
package final class RunFile: Sendable {
    /// Nil for a scratch file, which nobody can find again.
    package let path: String?
    let database: DatabaseQueue
    private let lock: FileLock?
    let isDeleted = Mutex(false)

    private init(path: String?, database: DatabaseQueue, lock: FileLock?) {
        self.path = path
        self.database = database
        self.lock = lock
    }

    /// A run file on disk, deleted when it closes, for commands that write nothing.
    package static func scratch() throws -> RunFile {
        let database = try DatabaseQueue(path: "", configuration: Checksums.configuration)
        try RunFileSchema.migrator.migrate(database)
        return RunFile(path: nil, database: database, lock: nil)
    }

    /// Opens the run file for writing, or makes an empty one; nobody else can write it until this is released.
    package static func open(_ path: String, creating: Bool) throws -> RunFile {
        guard creating || FileManager.default.fileExists(atPath: path) else { throw RunFileError.missing(path) }
        guard let lock = try FileLock.acquire(path) else { throw RunFileError.locked(path) }
        let database = try connect(path, readonly: false, mayBeEmpty: creating)
        let file = RunFile(path: path, database: database, lock: lock)
        try file.checkIntegrity()
        try RunFileError.translating(path) {
            try RunFileSchema.migrator.migrate(database)
            try database.write(Checksums.keep)
        }
        return file
    }

    /// Opens the run file for looking at it, also while a run writes it.
    package static func openForReading(_ path: String) throws -> RunFile {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw RunFileError.missing(path)
        }
        if isDirectory.boolValue { throw RunFileError.notARunFile(path) }
        // A connection that may write takes SQLite's side files away when it closes; nothing is written through it.
        let readonly = !FileManager.default.isWritableFile(atPath: path)
        let database = try connect(path, readonly: readonly, mayBeEmpty: false)
        let file = RunFile(path: path, database: database, lock: nil)
        try file.checkIntegrity()
        return file
    }

    private static func connect(_ path: String, readonly: Bool, mayBeEmpty: Bool) throws -> DatabaseQueue {
        try RunFileError.translatingAtOpening(path) {
            var configuration = Checksums.configuration
            configuration.readonly = readonly
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase { db in
                try checkIdentity(of: db, path: path, mayBeEmpty: mayBeEmpty)
                guard !readonly else { return }
                if try isEmpty(db) {
                    // First of all, so that a kill right after it leaves a file that is known to be ours.
                    try db.execute(sql: "PRAGMA application_id = \(RunFileSchema.applicationID)")
                }
                try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            }
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// Refuses a file of another kind, or of a later version, before anything is written to it.
    private static func checkIdentity(of db: Database, path: String, mayBeEmpty: Bool) throws {
        let isOurs = try Int32.fetchOne(db, sql: "PRAGMA application_id") == RunFileSchema.applicationID
        guard try isOurs || isEmpty(db) else { throw RunFileError.notARunFile(path) }
        guard try !RunFileSchema.migrator.hasBeenSuperseded(db) else { throw RunFileError.newer(path) }
        guard try mayBeEmpty || db.tableExists(RunRecord.databaseTableName) else { throw RunFileError.empty(path) }
    }

    /// Whether nothing was ever written to it. Of a damaged file, too, SQLite may say that there are no tables.
    private static func isEmpty(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "PRAGMA page_count") == 0
    }
}

extension RunFileError {
    /// Says what SQLite's result code means for a run file.
    static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB: throw RunFileError.notARunFile(path)
            case .SQLITE_CORRUPT: throw RunFileError.damaged(path)
            case .SQLITE_FULL: throw RunFileError.unwritable(path, reason: "the disk is full")
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
                throw RunFileError.unwritable(path, reason: "no permission")
            case .SQLITE_BUSY, .SQLITE_LOCKED: throw RunFileError.locked(path)
            case .SQLITE_IOERR: throw RunFileError.unreadable(path, reason: "the disk reports an error")
            default: throw error
            }
        } catch is DecodingError {
            throw RunFileError.damaged(path)
        }
    }

    /// The same for a file that is not known to be sound: that it lacks what a statement names, or has nothing there, is
    /// damage and no mistake in the statement.
    static func translatingAtOpening<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try translating(path, body)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            throw RunFileError.damaged(path)
        } catch is RowDecodingError {
            throw RunFileError.damaged(path)
        }
    }
}
