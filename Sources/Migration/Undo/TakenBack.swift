package import Foundation
import GRDB

/// A run that took another one back, or began to, as the other's run file notes it.
package struct TakenBack: Sendable {
    package let at: Date
    /// Of its run file.
    package let path: String
}

extension RunFile {
    func takenBack(_ db: Database) throws -> [TakenBack] {
        try Row.fetchAll(db, sql: "SELECT at, path FROM takenBack ORDER BY id").map {
            TakenBack(at: Date(milliseconds: $0[0]), path: $0[1])
        }
    }
}

extension TakenBack {
    /// Whether it is known to have sent nothing.
    var hasDoneNothing: Bool {
        guard let file = try? RunFile.openForReading(path) else { return false }
        return (try? file.hasSentAnything()) == false
    }
}

extension UndoSource {
    /// Notes in the run's file that it is taken back, so that nobody goes on with it unawares. Throws `RunFileProblem`
    /// when somebody is at work on it, or it cannot be written.
    func noteTakenBack(by path: String, at now: Date) throws {
        let file = try RunFile.open(self.path, creating: false)
        try file.write { db in
            try db.execute(
                sql: """
                    INSERT INTO takenBack (at, path) SELECT :at, :path
                    WHERE NOT EXISTS (SELECT 1 FROM takenBack WHERE path = :path)
                    """,
                arguments: ["at": now.milliseconds, "path": path])
        }
    }
}

extension RunFile {
    /// Takes the note away again that this run takes another one back, as it has sent nothing and is to be removed.
    /// What cannot be opened keeps it.
    func forgetTakingBack() {
        guard (try? takesBack()) == true, (try? hasSentAnything()) == false, let record = try? record(),
            let former = try? RunFile.open(record.sheetPath, creating: false)
        else { return }
        try? former.write { db in
            try db.execute(sql: "DELETE FROM takenBack WHERE path = ?", arguments: [absolutePath])
        }
    }
}
