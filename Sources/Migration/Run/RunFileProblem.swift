import DatabaseFile
import Foundation
import GRDB

/// Why a run file cannot be used. Nothing has been changed when it is thrown.
package struct RunFileProblem: Error, Hashable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        case missing, notARunFile, empty, damaged, unreadable, older, newer, locked, untrusted, apart, otherTarget,
            rehearsal, otherSheet, unwritable
    }

    package let code: Code
    package let path: String
    private let reason: String

    /// What is wrong with which file; the path is as a person knows it.
    package var description: String { "\(path): \(reason)." }

    private init(_ code: Code, _ path: String, _ reason: String) {
        (self.code, self.path, self.reason) = (code, path, reason)
    }

    static func missing(_ path: String) -> Self { Self(.missing, path, "there is no such run file. Check the path") }

    static func notARunFile(_ path: String) -> Self {
        Self(.notARunFile, path, "this is not a run file, and was left as it is")
    }

    package static func empty(_ path: String) -> Self { Self(.empty, path, "this run file holds no run") }

    static func untrusted(_ path: String, _ threat: DatabaseThreat) -> Self {
        let reason: String? =
            switch threat {
            case .notRegular: nil
            case .ofAnotherUser:
                """
                this run file belongs to another user, who may have changed what it says. If you know where it comes \
                from, copy it and go on with the copy
                """
            case .writableByOthers:
                """
                others may write to this run file, so what it says may not be what was done. If you know where it \
                comes from, take that away from them (chmod go-w)
                """
            case .planted(let file):
                """
                \(file) lies beside this run file. patchbay leaves no such file, and SQLite would act on it, so \
                nothing was opened. Look where it comes from, and remove it
                """
            }
        return reason.map { Self(.untrusted, path, $0) } ?? notARunFile(path)
    }

    /// A copy without the file that its last steps are in.
    static func apart(_ path: String) -> Self {
        let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
        let log = (isLink ? DatabaseFile.place(of: path) : path) + "-wal"
        let reason = """
            this is only a part of a run: what it did last is in \(log), which is not beside it or has nothing in it. \
            Copy that file too, or run 'patchbay status' on the original while nothing works on it, which puts all \
            into one file, and copy it again
            """
        return Self(.apart, path, reason)
    }

    static func damaged(_ path: String) -> Self {
        let reason = "this run file is damaged, so what it did cannot be told from it. It was left as it is"
        return Self(.damaged, path, reason)
    }

    static func older(_ path: String) -> Self {
        let reason = """
            this run file was made by an earlier patchbay, which kept runs in another form, and was left as it is. \
            Finish the run with that version, or move the file away and begin again: what was done already is then \
            found to be unchanged
            """
        return Self(.older, path, reason)
    }

    static func newer(_ path: String) -> Self {
        Self(.newer, path, "this run file was made by a newer patchbay. Go on with that version")
    }

    static func locked(_ path: String) -> Self {
        Self(.locked, path, "another patchbay is working on this run. Wait for it, or stop it first")
    }

    static func otherTarget(_ path: String, has: RunTarget, wanted: RunTarget) -> Self {
        if has.emulatorInventory != nil, wanted.emulatorInventory == nil {
            let reason = """
                this is an unfinished rehearsal, which changed nothing real. It cannot be continued at \
                \(wanted.rawValue)
                """
            return Self(.rehearsal, path, reason)
        }
        return Self(.otherTarget, path, "this unfinished run belongs to \(has.rawValue), not to \(wanted.rawValue)")
    }

    static func otherSheet(_ path: String, has: String, wanted: String) -> Self {
        Self(.otherSheet, path, "this unfinished run belongs to the sheet \(has), not to \(wanted)")
    }

    static func unreadable(_ path: String, reason: String) -> Self {
        Self(.unreadable, path, "the run file cannot be used: \(reason)")
    }

    static func unwritable(_ path: String, reason: String) -> Self {
        Self(.unwritable, path, "the run file cannot be written: \(reason)")
    }

    /// - Parameter newPath: nil when it was to be removed.
    static func immovable(_ path: String, to newPath: String? = nil, reason: String) -> Self {
        Self(.unwritable, path, "this cannot be \(newPath.map { "renamed to \($0)" } ?? "removed"): \(reason)")
    }
}

extension RunFileProblem {
    /// Says what SQLite's result code means for a run file.
    static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_INTERRUPT: throw CancellationError()
            case .SQLITE_NOTADB: throw RunFileProblem.notARunFile(path)
            case .SQLITE_CORRUPT: throw RunFileProblem.damaged(path)
            case .SQLITE_FULL: throw RunFileProblem.unwritable(path, reason: "the disk is full")
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
                throw RunFileProblem.unwritable(path, reason: "no permission")
            case .SQLITE_BUSY, .SQLITE_LOCKED: throw RunFileProblem.locked(path)
            case .SQLITE_IOERR: throw RunFileProblem.unreadable(path, reason: "the disk reports an error")
            default: throw error
            }
        } catch is DecodingError {
            throw RunFileProblem.damaged(path)
        }
    }

    /// The same for a file that is not known to be sound: that it lacks what a statement names, or has nothing there,
    /// is damage and no mistake in the statement.
    static func translatingAtOpening<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try translating(path, body)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            throw RunFileProblem.damaged(path)
        } catch is RowDecodingError {
            throw RunFileProblem.damaged(path)
        }
    }
}
