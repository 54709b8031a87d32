import Foundation

/// An exclusive lock on a file for as long as this lives; the system lets go of it when the process dies.
///
/// `flock` rather than `fcntl`: SQLite uses the latter on the same file, and those are lost when any descriptor closes.
final class FileLock: Sendable {
    /// Whoever looks at a run file holds its lock for a moment, to see whether somebody else does.
    private static let tries = 4
    private static let pause: UInt32 = 10_000

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
        var refusal = lock(descriptor) == 0 ? 0 : errno
        for _ in 1..<tries where refusal == EWOULDBLOCK {
            usleep(pause)
            refusal = lock(descriptor) == 0 ? 0 : errno
        }
        let file = FileLock(descriptor: descriptor)
        switch refusal {
        case 0: return file.isOn(path) ? file : nil
        case EWOULDBLOCK: return nil
        default: throw .unwritable(path, reason: "its file system cannot lock it (\(systemReason(refusal)))")
        }
    }

    /// Whether another process has the lock on a file that is there.
    static func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// Whether the path still names the file that was opened: its owner may have removed or renamed it since.
    func isOn(_ path: String) -> Bool {
        var (opened, named) = (stat(), stat())
        return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0
            && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
    }
}

/// What the system says of an error.
func systemReason(_ code: CInt = errno) -> String { String(cString: strerror(code)).lowercased() }
