import Foundation
import GRDB

@testable import Migration

/// What becomes of a run file that somebody goes on with.
enum Opening: Hashable {
    case refused(String)
    /// It is gone on with, and says this.
    case accepted([String])

    /// What opens it.
    enum Way { case resume, apply }

    /// - Parameter path: where there is room for it; what stands there goes.
    init(_ main: Data, log: Data? = nil, at path: String, _ way: Way = .resume) throws {
        for suffix in ["-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        try main.write(to: URL(filePath: path))
        try log?.write(to: URL(filePath: path + "-wal"))
        do {
            let file = try way == .resume ? Run.resume(path).file : RunFile.open(path, creating: true)
            self = .accepted(try Self.rows(file))
        } catch let refusal as Refusal {
            self = .refused(refusal.description)
        } catch let error as RunFileProblem {
            self = .refused(error.description)
        }
    }

    var isRefused: Bool { if case .refused = self { true } else { false } }

    private static func rows(_ file: RunFile) throws -> [String] {
        try file.read { db in
            try RunFileSchema.tables.map(\.name).filter { !["piece", "session"].contains($0) }.flatMap { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \(table) ORDER BY id").map { "\(table) \($0)" }
            }
        }
    }
}
