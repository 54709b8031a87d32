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
    static func acquire(_ path: String) throws(RunFileError) -> FileLock? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EISDIR { throw .notARunFile(path) }
            throw .unwritable(path, reason: String(cString: strerror(errno)).lowercased())
        }
        let lock = FileLock(descriptor: descriptor)
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0 && lock.isOf(path) ? lock : nil
    }

    /// Whether the path still names the file that was opened: its owner may have removed or renamed it since.
    private func isOf(_ path: String) -> Bool {
        var (opened, named) = (stat(), stat())
        return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0
            && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
    }
}
