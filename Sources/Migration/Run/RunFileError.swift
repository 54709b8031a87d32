import GRDB

/// Why a run file cannot be used. Nothing has been changed when it is thrown.
package struct RunFileError: Error, Hashable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        case missing, notARunFile, empty, damaged, unreadable, older, newer, locked, otherTarget, otherSheet, unwritable
    }

    package let code: Code
    package let description: String

    static func missing(_ path: String) -> Self {
        Self(code: .missing, description: "\(path): there is no such run file. Check the path.")
    }

    static func notARunFile(_ path: String) -> Self {
        Self(
            code: .notARunFile,
            description: """
                \(path): this is not a run file, and was left as it is. 'patchbay apply' makes one beside its sheet, \
                such as \
                numbers.patchbay for numbers.csv; --run-file names another place for it.
                """)
    }

    package static func empty(_ path: String) -> Self {
        Self(
            code: .empty,
            description: "\(path): this run file holds no run. Start one with 'patchbay apply'.")
    }

    static func damaged(_ path: String) -> Self {
        Self(
            code: .damaged,
            description: """
                \(path): this run file is damaged, so what it did cannot be told from it. It was left as it is. \
                Compare the sheet with 'patchbay plan', then move the file away to start a new run.
                """)
    }

    static func older(_ path: String) -> Self {
        Self(
            code: .older,
            description: """
                \(path): this run file was made by an earlier patchbay, which kept runs in another form, and was left \
                as it \
                is. Finish the run with that version, or move the file away and begin again: what was done already is \
                then found to be unchanged.
                """)
    }

    static func newer(_ path: String) -> Self {
        Self(
            code: .newer,
            description: "\(path): this run file was made by a newer patchbay. Go on with that version.")
    }

    static func locked(_ path: String) -> Self {
        Self(
            code: .locked,
            description: "\(path): another patchbay is working on this run. Wait for it, or stop it first.")
    }

    static func otherTarget(_ path: String, has: RunTarget, wanted: RunTarget) -> Self {
        Self(
            code: .otherTarget,
            description: """
                \(path): this unfinished run belongs to \(has.rawValue), not to \(wanted.rawValue). \
                Resume it there, or name another run file with --run-file.
                """)
    }

    static func unreadable(_ path: String, reason: String) -> Self {
        Self(code: .unreadable, description: "\(path): the run file cannot be used: \(reason).")
    }

    static func otherSheet(_ path: String, has: String, wanted: String) -> Self {
        Self(
            code: .otherSheet,
            description: """
                \(path): this unfinished run belongs to the sheet \(has), not to \(wanted). \
                Finish it with 'patchbay resume \(path)', or name another run file with --run-file.
                """)
    }

    static func unwritable(_ path: String, reason: String) -> Self {
        Self(code: .unwritable, description: "\(path): the run file cannot be written: \(reason).")
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

    /// The same for a file that is not known to be sound: that it lacks what a statement names, or has nothing there,
    /// is damage and no mistake in the statement.
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
