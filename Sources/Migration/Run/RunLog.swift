import DatabaseFile
import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// SQLite's log beside a run file, in which the last steps stand until they are taken over into the file, and what is
/// known of both: whether somebody else has touched them.
///
/// While steps are taken, the file itself says that it is not all of the run, so that a copy of it alone is recognised.
/// Whoever is done with it gathers all into the one file, and says so in it.
final class RunLog: Sendable {
    /// What shows that a file is another, or was written.
    private struct Trace: Equatable {
        let file: UInt64
        let size: Int64
        /// In nanoseconds.
        let writtenAt: Int64

        init?(_ path: String) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            (file, size) = (UInt64(status.st_ino), Int64(status.st_size))
            #if canImport(Darwin)
                let time = status.st_mtimespec
            #else
                let time = status.st_mtim
            #endif
            writtenAt = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        }
    }

    /// Nil for a scratch file.
    private let runFile: String?
    /// The log as it was when it was last looked at.
    private let extent = Mutex<Trace?>(nil)
    /// The run file as this process has left it.
    private let lastSeen = Mutex<Trace?>(nil)
    private let apart = Atomic(false)
    private let lost = Atomic(false)

    private var logPath: String? { runFile.map { $0 + "-wal" } }

    init(of runFile: String?) { self.runFile = runFile.map(DatabaseFile.place) }

    /// Whether the file says that it is not all of the run.
    var isApart: Bool { apart.load(ordering: .relaxed) }

    /// Whether what stands at the file's place is not the file any more, or not all of it: then nothing there is ours
    /// to tidy.
    var isLost: Bool { lost.load(ordering: .relaxed) }

    func noteLoss() { lost.store(true, ordering: .relaxed) }

    /// Whether SQLite leaves the log when the connection is the last to close.
    static func keep(_ isKept: Bool, _ db: Database) {
        var flag: CInt = isKept ? 1 : 0
        sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_PERSIST_WAL, &flag)
    }

    func note(isApart: Bool) {
        apart.store(isApart, ordering: .relaxed)
        extent.withLock { $0 = nil }
    }

    /// Whether it is still there, and no shorter than before: SQLite only adds to it, or writes it anew in its place.
    func isWhole() -> Bool {
        guard let logPath else { return true }
        return extent.withLock { extent in
            // Taken inside the lock: a reading from outside may be older than the one that is stored.
            guard let now = Trace(logPath) else { return !isApart && extent == nil }
            defer { extent = now }
            return extent.map { $0.file == now.file && $0.size <= now.size } ?? true
        }
    }

    /// Whether nobody else has written into the run file: what others say of a run goes into the log.
    func isUntouched() -> Bool {
        guard let runFile else { return true }
        return lastSeen.withLock { $0 == nil || $0 == Trace(runFile) }
    }

    /// Does what may write into the run file, and remembers how it is afterwards; nobody looks meanwhile. That somebody
    /// else has written into it before is not forgotten.
    ///
    /// To be called where the connection is held, and not within itself.
    func watching(_ body: () throws -> Void) rethrows {
        guard let runFile else { return try body() }
        try lastSeen.withLock { lastSeen in
            if lastSeen != nil, lastSeen != Trace(runFile) { noteLoss() }
            defer { lastSeen = Trace(runFile) }
            try body()
        }
    }
}

extension RunFile {
    /// Takes all that was done over into the file, then says in the file itself that what follows may stand in the log
    /// alone, so that a copy of it says what it is. From then on the log is never empty.
    func beginApart() throws {
        guard path != nil else { return }
        takeOver(.truncate)
        try write { db in try mark(isApart: true, db) }
        // Waits for who reads, and keeps the log as it is.
        try control { db in _ = try db.checkpoint(.full) }
        log.note(isApart: true)
    }

    /// Puts all that was done into the one file.
    func gather() throws {
        try write { db in try mark(isApart: false, db) }
        log.note(isApart: false)
        takeOver(.truncate)
    }

    /// Somebody who looks at the file can be in the way; then the next commit that makes the log long does it.
    private func takeOver(_ kind: Database.CheckpointMode) {
        try? database.writeWithoutTransaction { db in
            try log.watching { _ = try db.checkpoint(kind) }
        }
    }

    func saysItIsApart() throws -> Bool {
        try read { db in try Bool.fetchOne(db, sql: "SELECT isApart FROM log") ?? false }
    }

    private func mark(isApart: Bool, _ db: Database) throws {
        try db.execute(sql: "INSERT OR REPLACE INTO log (id, isApart) VALUES (1, ?)", arguments: [isApart])
    }

    /// To be called before the file is closed: SQLite takes the log away with the last who closes it, which is only
    /// right where the file says that it is all of the run.
    func leaveLog() {
        let isKept = log.isLost || (try? saysItIsApart()) ?? true
        database.writeWithoutTransaction { db in RunLog.keep(isKept, db) }
    }

    /// Throws `RunStop.runFileLost` when the run file was removed, replaced, cut or written by somebody else: what is
    /// done would be recorded where nobody finds it.
    func checkIsInPlace() throws {
        guard let path, let lock else { return }
        guard lock.isOn(path), log.isWhole(), log.isUntouched(), !log.isLost else {
            log.noteLoss()
            throw RunStop.runFileLost(path)
        }
    }
}
