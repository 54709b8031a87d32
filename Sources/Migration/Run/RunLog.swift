import DatabaseFile
import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// SQLite's log beside a run file, in which the last steps stand until they are taken over into the file.
///
/// While steps are taken, the file itself says that it is not all of the run, so that a copy of it alone is recognised.
/// Whoever is done with it gathers all into the one file, and says so in it.
final class RunLog: Sendable {
    private struct Extent: Equatable {
        let file: UInt64
        let size: Int64
    }

    /// Nil for a scratch file.
    private let path: String?
    /// As it was when it was last looked at.
    private let extent = Mutex<Extent?>(nil)
    private let apart = Atomic(false)
    private let lost = Atomic(false)

    init(of runFile: String?) { path = runFile.map { DatabaseFile.place(of: $0) + "-wal" } }

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
        guard let path else { return true }
        var status = stat()
        let found = lstat(path, &status) == 0
        return extent.withLock { extent in
            guard found else { return !isApart && extent == nil }
            let now = Extent(file: UInt64(status.st_ino), size: Int64(status.st_size))
            defer { extent = now }
            return extent.map { $0.file == now.file && $0.size <= now.size } ?? true
        }
    }
}

extension RunFile {
    /// Says in the file itself that what follows may stand in the log alone. Part of the transaction that makes it so.
    func noteApart(_ db: Database) throws { try mark(isApart: true, db) }

    /// Takes what was just committed over into the file, so that a copy of it says what it is.
    func takeOverLog() {
        guard path != nil else { return }
        // Somebody who looks at the file can be in the way; then the next commit that makes the log long does it.
        try? database.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        log.note(isApart: true)
    }

    /// Puts all that was done into the one file.
    func gather() throws {
        try write { db in try mark(isApart: false, db) }
        log.note(isApart: false)
        try? database.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
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

    /// Throws `RunStop.runFileLost` when the run file was removed, replaced or cut since it was opened: what is done
    /// would be recorded where nobody finds it.
    func checkIsInPlace() throws {
        guard let path, let lock else { return }
        guard lock.isOn(path), log.isWhole() else {
            log.noteLoss()
            throw RunStop.runFileLost(path)
        }
    }
}
