import Foundation
import GRDB
import Synchronization

extension RunFile {
    /// One transaction, of which a kill leaves all or nothing; within ``prepare()`` a part of that one.
    func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try RunFileProblem.translating(displayPath) {
            try database.writeWithoutTransaction { db in
                guard !db.isInsideTransaction else { return try body(db) }
                var result: Result?
                do {
                    try log.watching {
                        try db.inTransaction(.immediate) {
                            result = try body(db)
                            return .commit
                        }
                    }
                } catch {
                    names.forget()
                    throw error
                }
                guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
                return result
            }
        }
    }

    /// One state of the run file: whoever holds it reads between its own writes, and others read in a transaction.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try RunFileProblem.translating(displayPath) {
            guard lock != nil || path == nil else { return try database.read(body) }
            // GRDB's own reading forbids writes with a pragma, which has SQLite prepare every statement anew.
            return try database.unsafeRead { db in
                let changes = db.totalChangesCount
                defer { assert(db.totalChangesCount == changes, "what only reads has written") }
                return try body(db)
            }
        }
    }

    private var displayPath: String { path ?? "the scratch run file" }
}

// MARK: - Preparing a session

extension RunFile {
    /// Begins the transaction in which a session is prepared: all that it reads, plans and takes up is either agreed to
    /// and kept by ``keepPrepared()``, or as if it had not been.
    func prepare(at now: Date) throws {
        interruption.beginPreparing()
        try control { db in try db.beginTransaction(.immediate) }
        try beginSession(at: now)
    }

    func keepPrepared() throws {
        interruption.endPreparing()
        try control { db in
            guard db.isInsideTransaction else { return }
            try db.commit()
        }
        try beginApart()
    }

    /// Does nothing when nothing is being prepared.
    package func dropPrepared() {
        interruption.endPreparing()
        guard !isClosed.withLock({ $0 }) else { return }
        try? control { db in if db.isInsideTransaction { try db.rollback() } }
        names.forget()
    }

    func control(_ body: (Database) throws -> Void) throws {
        try RunFileProblem.translating(displayPath) {
            try database.writeWithoutTransaction { db in
                try log.watching { try body(db) }
            }
        }
    }
}

// MARK: - The run's own record

extension RunFile {
    /// Nil when nothing was staged yet.
    package func record() throws -> RunRecord? {
        try read { db in try RunRecord.fetch(db) }
    }

    /// How many requests a second the API was found to take in an earlier session, if that came to be known.
    package func foundLimit() throws -> Double? {
        try read { db in try Double.fetchOne(db, sql: "SELECT perSecond FROM foundLimit") }
    }

    func keep(foundLimit limit: Double) throws {
        guard 0...1e6 ~= limit, limit > 0 else { return }
        try write { db in
            try db.execute(sql: "INSERT OR REPLACE INTO foundLimit (id, perSecond) VALUES (1, ?)", arguments: [limit])
        }
    }

    /// How many changes the API was seen to take in one request, and to refuse.
    func batchSize() throws -> BatchSize.Known {
        try read { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT taken, refused FROM foundBatch") else {
                return BatchSize.Known()
            }
            return BatchSize.Known(taken: row[0], refused: row[1])
        }
    }

    func keep(batchSize known: BatchSize.Known) throws {
        guard known.taken >= 0, known.refused ?? .max > known.taken else { return }
        try write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO foundBatch (id, taken, refused) VALUES (1, ?, ?)",
                arguments: [known.taken, known.refused])
        }
    }

    package func updateRecord(_ change: (inout RunRecord) -> Void) throws {
        try write { db in
            guard var record = try RunRecord.fetch(db) else { return }
            change(&record)
            try record.save(db)
        }
    }
}
