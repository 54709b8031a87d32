import Foundation
import GRDB

extension RunFile {
    /// Whether a request that writes may have left, so that this file is the only account of it.
    package func hasSentAnything() throws -> Bool {
        try read { db in
            let wasApplying = try RunRecord.fetchOne(db)?.stage == .applying
            return try wasApplying
                || Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM change WHERE state <> 'planned')") ?? false
        }
    }

    /// Closes the file and renames it with the time its run finished. Returns the new path.
    func archive(finishedAt: Date) throws -> String {
        guard let path else { return "" }
        try database.close()
        let url = URL(fileURLWithPath: path)
        let stamp = finishedAt.formatted(.iso8601.timeSeparator(.omitted))
        let stem = url.deletingPathExtension().path
        var candidate = "\(stem).\(stamp).\(url.pathExtension)"
        var attempt = 2
        while FileManager.default.fileExists(atPath: candidate) {
            candidate = "\(stem).\(stamp)-\(attempt).\(url.pathExtension)"
            attempt += 1
        }
        try FileManager.default.moveItem(atPath: path, toPath: candidate)
        return candidate
    }

    /// Closes the file and removes it; only for a run that sent nothing.
    func delete() throws {
        try database.close()
        guard let path else { return }
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
    }
}
