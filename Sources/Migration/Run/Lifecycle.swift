import DatabaseFile
import Foundation
import GRDB
import Synchronization

extension RunFile {
    /// Reads all of the file, before anything is built on it. Throws `RunFileProblem` when it is damaged.
    ///
    /// SQLite's own check and that of the seals read the same pages and do not need each other, so a second reader does
    /// the latter at the same time. Whoever writes the file has it locked, and nothing is written meanwhile.
    func checkIntegrity() throws {
        let seals = SealCheck(path: path ?? "")
        defer { seals.wait() }
        let isSound = try RunFileProblem.translatingAtOpening(path ?? "") {
            try database.writeWithoutTransaction { db in
                // Indexes are compared with their table in the table's order, which is all over the index.
                try db.execute(sql: "PRAGMA cache_size = -65536")
                defer { try? db.execute(sql: "PRAGMA cache_size = -\(RunFile.cacheSize); PRAGMA shrink_memory") }
                return try db.inOneReading {
                    guard try RunFileSchema.isWhole(db) else { return false }
                    if try db.tableExists("run") { seals.begin() }
                    return try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") == "ok" && seals.areRight()
                }
            }
        }
        guard isSound else { throw RunFileProblem.damaged(path ?? "") }
    }

    var absolutePath: String { path.map { URL(fileURLWithPath: $0).path } ?? "" }

    /// Whether a request that writes may have left, so that this file is the only account of it.
    package func hasSentAnything() throws -> Bool {
        guard !isClosed.withLock({ $0 }) else { return false }
        return try read { db in
            let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE step = '\(ChangeStep.send.rawValue)')"
            return try Bool.fetchOne(db, sql: sql) ?? false
        }
    }

    /// Closes the file and renames it, or the link that names it.
    ///
    /// The write-ahead log is emptied first: while somebody else looks at the file, closing it leaves the log behind,
    /// and the next run's file would find it beside itself.
    func archive(as archive: String) throws {
        guard let path else { return }
        try RunFileProblem.translating(path) {
            try gather()
            leaveLog()
            try database.close()
        }
        isClosed.withLock { $0 = true }
        let place = DatabaseFile.place(of: path)
        try Self.move(path, to: archive)
        reach(.archiving)
        try Self.removeFiles(place, ["-wal", "-shm"])
    }

    /// Closes the file and removes it. Once is enough, and twice does no harm.
    ///
    /// Closed first, as SQLite removes its side files by name when it closes, and they may be the next run's by then.
    package func delete() throws {
        guard let path, !isClosed.withLock({ $0 }) else { return }
        forgetTakingBack()
        try database.close()
        isClosed.withLock { $0 = true }
        if lock?.isOn(path) ?? true { try Self.remove(path) }
    }

    /// Removes a run file with what SQLite has beside it, and the link that names it.
    static func remove(_ path: String) throws {
        try removeFiles(DatabaseFile.place(of: path), ["", "-wal", "-shm"])
        try removeFiles(path, [""])
    }

    /// To a name that nothing has.
    static func move(_ path: String, to newPath: String) throws {
        guard !FileManager.default.fileExists(atPath: newPath) else {
            throw RunFileProblem.immovable(path, to: newPath, reason: systemReason(EEXIST))
        }
        guard rename(path, newPath) != 0 else { return }
        let reason = errno
        // On another disk it is copied; what is left of a copy that fails is not taken for the file.
        let isMoved = reason == EXDEV && (try? FileManager.default.moveItem(atPath: path, toPath: newPath)) != nil
        guard isMoved else { throw RunFileProblem.immovable(path, to: newPath, reason: systemReason(reason)) }
    }

    static func removeFiles(_ path: String, _ suffixes: [String]) throws {
        for suffix in suffixes where unlink(path + suffix) != 0 && errno != ENOENT {
            throw RunFileProblem.immovable(path + suffix, reason: systemReason())
        }
    }
}

extension Database {
    /// Shows `body` the file as it is at one moment, also while somebody else writes it.
    fileprivate func inOneReading(_ body: () throws -> Bool) throws -> Bool {
        var result = false
        try inTransaction(.deferred) {
            result = try body()
            return .commit
        }
        return result
    }
}
