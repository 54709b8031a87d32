import GRDB

extension RunFile {
    /// One transaction: all of `body`'s changes, durably, or none.
    func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try RunFileError.translating(displayPath) { try database.write(body) }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try RunFileError.translating(displayPath) { try database.read(body) }
    }

    private var displayPath: String { path ?? "the scratch run file" }

    /// Nil when nothing was staged yet.
    package func record() throws -> RunRecord? {
        try read { db in try RunRecord.fetchOne(db) }
    }

    package func updateRecord(_ change: (inout RunRecord) -> Void) throws {
        try write { db in
            guard var record = try RunRecord.fetchOne(db) else { return }
            change(&record)
            try record.update(db)
        }
    }
}
