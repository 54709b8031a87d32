import Foundation

/// An exclusive lock on a file for as long as this lives; the system lets go of it when the process dies.
///
/// `flock` rather than `fcntl`: SQLite uses the latter on the same file, and those are lost when any descriptor closes.
final class FileLock: Sendable {
    private let descriptor: CInt

    private init(descriptor: CInt) { self.descriptor = descriptor }

    /// Closing alone does not let go while a process that is just being started has a copy of the descriptor.
    deinit {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Creates the file with mode 0600 if it is missing. Nil when another process has the lock.
    ///
    /// - Parameter lock: locks an open file without waiting, and fails as `flock` does.
    static func acquire(
        _ path: String, lock: (CInt) -> CInt = { flock($0, LOCK_EX | LOCK_NB) }
    ) throws(RunFileProblem) -> FileLock? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EISDIR { throw .notARunFile(path) }
            throw .unwritable(path, reason: systemReason(errno))
        }
        let refusal = lock(descriptor) == 0 ? 0 : errno
        let file = FileLock(descriptor: descriptor)
        switch refusal {
        case 0: return file.isOf(path) ? file : nil
        case EWOULDBLOCK: return nil
        default: throw .unwritable(path, reason: "its file system cannot lock it (\(systemReason(refusal)))")
        }
    }

    private static func systemReason(_ code: CInt) -> String { String(cString: strerror(code)).lowercased() }

    /// Whether the path still names the file that was opened: its owner may have removed or renamed it since.
    private func isOf(_ path: String) -> Bool {
        var (opened, named) = (stat(), stat())
        return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0
            && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
    }
}
