import DatabaseFile
import Foundation

/// A run file that is to be removed, kept from others until then.
package struct Removal: Sendable {
    package enum Account: Sendable {
        /// - Parameter hasSent: whether a request that writes may have left.
        case run(RunRecord, hasSent: Bool)
        /// What it did cannot be told from it.
        case unreadable(RunFileProblem)
    }

    package let account: Account
    private let path: String
    /// Of what can be read.
    private let file: RunFile?
    private let lock: FileLock?

    /// Throws `RunFileProblem` for what is not a run file, or is somebody else's, or at work.
    package static func of(_ path: String) throws -> Removal {
        do {
            let file = try RunFile.open(path, creating: false)
            guard let record = try file.record() else { throw RunFileProblem.empty(path) }
            let account = Account.run(record, hasSent: try file.hasSentAnything())
            return Removal(account: account, path: path, file: file, lock: nil)
        } catch let problem as RunFileProblem where problem.isOfContents && isRunFile(path) {
            guard let lock = try FileLock.acquire(path) else { throw RunFileProblem.locked(path) }
            return Removal(account: .unreadable(problem), path: path, file: nil, lock: lock)
        }
    }

    package func remove() throws {
        if let file { try file.delete() } else { try RunFile.remove(path) }
    }

    /// Whether it is named as one in its first bytes, or has none.
    private static func isRunFile(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path), let start = try? handle.read(upToCount: 72) else {
            return (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) == 0
        }
        let name = withUnsafeBytes(of: RunFileSchema.applicationID.bigEndian, Array.init)
        return start.starts(with: "SQLite format 3".utf8) && start.dropFirst(68).elementsEqual(name)
    }
}

extension RunFileProblem {
    /// Whether the run file itself is the reason, and not what is around it.
    fileprivate var isOfContents: Bool { [.empty, .damaged, .older, .newer, .apart].contains(code) }
}
