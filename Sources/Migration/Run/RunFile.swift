import DatabaseFile
import Foundation
import GRDB
import Synchronization

/// The checkpoint of one run: an SQLite file that is right at every instant the process can be killed.
///
/// A class, because the connection and the lock have one owner. A method is one transaction, or a part of the one that
/// ``prepare()`` has begun.
package final class RunFile: Sendable {
    /// Nil for a scratch file, which nobody can find again.
    package let path: String?
    let database: DatabaseQueue
    /// Called at each crash point that is reached.
    let reach: CrashHook
    let names = Names()
    /// What events belong to.
    let session = Mutex<Int64>(0)
    let interruption: Interruption
    let lock: FileLock?
    /// What is known of SQLite's log beside the file.
    let log: RunLog
    /// Of pages of the file, in KiB. What is read and made of a session's plan has a cache of its own.
    static let cacheSize = 4_096
    /// By its removal or its new name, after which nothing at its path is this run's.
    let isClosed = Mutex(false)

    private init(
        path: String?, _ connection: (database: DatabaseQueue, interruption: Interruption), lock: FileLock?,
        reach: @escaping CrashHook = { _ in }
    ) {
        self.path = path
        (database, interruption) = connection
        self.lock = lock
        self.reach = reach
        log = RunLog(of: path)
    }

    deinit {
        guard path != nil, !isClosed.withLock({ $0 }) else { return }
        if lock != nil, log.isApart, !log.isLost { try? gather() }
        leaveLog()
    }

    /// A run file on disk, deleted when it closes, for commands that write nothing.
    package static func scratch(reach: @escaping CrashHook = { _ in }) throws -> RunFile {
        let interruption = Interruption()
        var configuration = Seals.configuration
        configuration.prepareDatabase { interruption.watch($0) }
        let database = try DatabaseQueue(path: "", configuration: configuration)
        try RunFileSchema.migrator.migrate(database)
        interruption.beginPreparing()
        return RunFile(path: nil, (database, interruption), lock: nil, reach: reach)
    }

    /// Opens the run file for writing, or makes an empty one; nobody else can write it until this is released.
    package static func open(
        _ path: String, creating: Bool, reach: @escaping CrashHook = { _ in }
    ) throws -> RunFile {
        guard creating || FileManager.default.fileExists(atPath: path) else { throw RunFileProblem.missing(path) }
        try checkTrust(in: path)
        guard let lock = try FileLock.acquire(path) else { throw RunFileProblem.locked(path) }
        let file = RunFile(
            path: path, try connect(path, readonly: false, writes: true, mayBeEmpty: creating, reach), lock: lock,
            reach: reach)
        try file.checkIntegrity()
        try RunFileProblem.translating(path) { try RunFileSchema.migrator.migrate(file.database) }
        if try file.saysItIsApart() { try file.gather() }
        return file
    }

    /// Opens the run file for looking at it, also while a run writes it.
    package static func openForReading(_ path: String) throws -> RunFile {
        try openRun(at: path) { try look(path) }
    }

    /// Opens the run file of a run that was begun, to go on with it.
    static func openBegun(_ path: String, reach: @escaping CrashHook = { _ in }) throws -> RunFile {
        try openRun(at: path) { try open(path, creating: false, reach: reach) }
    }

    /// What holds no run, and is not worked on, was ended before anybody agreed to it; then the run before is back in
    /// its place.
    private static func openRun(at path: String, _ open: () throws -> RunFile) throws -> RunFile {
        do {
            let file = try open()
            if try file.record() != nil || file.isUnderWay { return file }
        } catch let problem as RunFileProblem where problem.code == .empty {
            guard try putBackPredecessor(of: path) else { throw problem }
            return try open()
        }
        _ = try putBackPredecessor(of: path)
        return try open()
    }

    /// Opens it for looking at it, whatever it holds.
    static func look(_ path: String) throws -> RunFile {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw RunFileProblem.missing(path)
        }
        if isDirectory.boolValue { throw RunFileProblem.notARunFile(path) }
        try checkTrust(in: path)
        let readonly = !FileManager.default.isWritableFile(atPath: path)
        let file = RunFile(
            path: path, try connect(path, readonly: readonly, writes: false, mayBeEmpty: false), lock: nil)
        try file.checkIntegrity()
        try file.bringUpToDate(readonly: readonly)
        // Of a run that was killed; while somebody works on it, that is not for others to do.
        if !readonly, try file.saysItIsApart(), let lock = try FileLock.acquire(path) {
            try file.gather()
            withExtendedLifetime(lock) {}
        }
        return file
    }

    /// What an earlier version wrote is read once it has what this one knows of, which is added where that can be done.
    private func bringUpToDate(readonly: Bool) throws {
        guard let path, try !read(RunFileSchema.migrator.hasCompletedMigrations) else { return }
        guard !readonly, let lock = try FileLock.acquire(path) else { throw RunFileProblem.older(path) }
        try RunFileProblem.translating(path) { try RunFileSchema.migrator.migrate(database) }
        withExtendedLifetime(lock) {}
    }

    /// Whether another process works on it just now.
    package var isUnderWay: Bool { lock == nil && path.map(FileLock.isHeld) ?? false }

    private static func checkTrust(in path: String) throws {
        do {
            try DatabaseFile.check(path)
        } catch {
            throw RunFileProblem.untrusted(path, error)
        }
    }

    private static func connect(
        _ path: String, readonly: Bool, writes: Bool, mayBeEmpty: Bool, _ reach: @escaping CrashHook = { _ in }
    ) throws -> (DatabaseQueue, Interruption) {
        guard hasWholePages(path) else { throw RunFileProblem.damaged(path) }
        let interruption = Interruption()
        let isUnderWay = !writes && FileLock.isHeld(path)
        let log = WriteAheadLog(DatabaseFile.place(of: path) + "-wal")
        if let log, !isUnderWay, log.hasFrames, try !log.isSound { throw RunFileProblem.damaged(path) }
        let (hadLog, hasFrames) = (size(DatabaseFile.place(of: path) + "-wal") > 0, log?.hasFrames ?? false)
        return try RunFileProblem.translatingAtOpening(path) {
            var configuration = Seals.configuration
            configuration.readonly = readonly
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase { db in
                interruption.watch(db)
                RunLog.keep(true, db)
                try checkIdentity(of: db, path: path, mayBeEmpty: mayBeEmpty)
                guard try hasFrames || isUnderWay || !isApart(db) else {
                    // What there is of a log stays, and none is left that would look like the one that is missing.
                    RunLog.keep(hadLog, db)
                    throw RunFileProblem.apart(path)
                }
                guard !readonly else { return }
                // Who only looks does not put the log of somebody who works on it into the file.
                if !writes { try db.execute(sql: "PRAGMA wal_autocheckpoint = 0") }
                try DatabaseFile.keepJournalInMemory(db)
                if try isEmpty(db) {
                    // First of all, so that a kill right after it leaves a file that is known to be ours.
                    try db.execute(sql: "PRAGMA application_id = \(RunFileSchema.applicationID)")
                    reach(.creating)
                }
                try db.execute(
                    sql: """
                        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -\(cacheSize);
                        PRAGMA journal_size_limit = -1
                        """)
            }
            return (try DatabaseQueue(path: path, configuration: configuration), interruption)
        }
    }

    /// SQLite takes what is missing of the last page for zeros, unless a log has it. Of what is no database, nothing is
    /// said.
    private static func hasWholePages(_ path: String) -> Bool {
        let start = [UInt8](FileHandle(forReadingAtPath: path).flatMap { try? $0.read(upToCount: 18) } ?? Data())
        guard start.count == 18, start.starts(with: "SQLite format 3".utf8),
            size(DatabaseFile.place(of: path) + "-wal") == 0
        else {
            return true
        }
        // 1 stands for 65536, which two bytes do not hold.
        let pageSize = max(Int(start[16]) << 8 | Int(start[17]), 512)
        return size(path).isMultiple(of: pageSize)
    }

    /// In bytes; 0 for what is not there.
    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Refuses a file of another kind, or of a later version, before anything is written to it.
    private static func checkIdentity(of db: Database, path: String, mayBeEmpty: Bool) throws {
        let isOurs = try Int32.fetchOne(db, sql: "PRAGMA application_id") == RunFileSchema.applicationID
        guard try isOurs || isEmpty(db) else { throw RunFileProblem.notARunFile(path) }
        guard try DatabaseFile.isPlain(db) else { throw RunFileProblem.damaged(path) }
        guard try !RunFileSchema.isOfFormerVersion(db) else { throw RunFileProblem.older(path) }
        guard try !RunFileSchema.migrator.hasBeenSuperseded(db) else { throw RunFileProblem.newer(path) }
        guard try mayBeEmpty || db.tableExists("run") else { throw RunFileProblem.empty(path) }
    }

    /// Whether the file says that it is not all of the run.
    private static func isApart(_ db: Database) throws -> Bool {
        guard try db.tableExists("log") else { return false }
        return try Bool.fetchOne(db, sql: "SELECT isApart FROM log") ?? false
    }

    /// Whether nothing was ever written to it. Of a damaged file, too, SQLite may say that there are no tables.
    private static func isEmpty(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "PRAGMA page_count") == 0
    }
}
