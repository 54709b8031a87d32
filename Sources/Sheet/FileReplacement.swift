#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A temporary file that takes another's place when it is committed, and is removed when it is not.
struct FileReplacement: ~Copyable {
    /// The path as given, for messages.
    private let name: String
    /// The file to replace, symbolic links followed.
    private let target: String
    private let temporary: String
    private let descriptor: Int32
    private var isCommitted = false

    /// - Parameter lock: locks an open file without waiting, and fails as `flock` does.
    init(
        of path: String, permissions: UInt16, lock: (Int32) -> Int32 = { flock($0, LOCK_EX | LOCK_NB) }
    ) throws(SheetProblem) {
        let target = try Self.resolve(path)
        let names = TemporaryNames(of: target)
        names.removeUnclaimed()
        var (temporary, descriptor): (String, Int32)
        repeat {
            temporary = names.new()
            descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(permissions))
            guard descriptor >= 0 else { throw SheetProblem(file: path, .cannotWrite(SystemFailure(code: errno))) }
        } while Self.isLost(temporary, descriptor, lock)
        Self.takeOverPermissions(of: target, descriptor)
        name = path
        self.target = target
        self.temporary = temporary
        self.descriptor = descriptor
    }

    /// Whoever was let into the old file, and nobody else, is let into the new one. What cannot be taken over is
    /// narrower.
    private static func takeOverPermissions(of target: String, _ descriptor: Int32) {
        var old = stat()
        guard stat(target, &old) == 0 else { return }
        _ = fchown(descriptor, old.st_uid, old.st_gid)
        fchmod(descriptor, old.st_mode & 0o7777)
    }

    /// Locks the new file for as long as it is open, so that nobody takes it for a leftover. Returns whether somebody
    /// has, and then gives it up. On a file system without locks it stays unlocked, and nobody can take it for a
    /// leftover either.
    private static func isLost(_ temporary: String, _ descriptor: Int32, _ lock: (Int32) -> Int32) -> Bool {
        let isTaken = lock(descriptor) != 0 && errno == EWOULDBLOCK
        if !isTaken, access(temporary, F_OK) == 0 { return false }
        unlink(temporary)
        close(descriptor)
        return true
    }

    deinit {
        close(descriptor)
        if !isCommitted { unlink(temporary) }
    }

    var sink: FileSink { FileSink(descriptor: descriptor, name: name) }

    /// Makes the new content durable, then visible, then makes that durable.
    mutating func commit() throws(SheetProblem) {
        guard fsync(descriptor) == 0, rename(temporary, target) == 0 else { throw writeError() }
        isCommitted = true
        guard syncDirectory() else { throw writeError() }
    }

    private func writeError() -> SheetProblem {
        SheetProblem(file: name, .cannotWrite(SystemFailure(code: errno)))
    }

    /// Some file systems cannot sync a directory and say so; there is nothing more to be done on them.
    private func syncDirectory() -> Bool {
        let parent = open(TemporaryNames(of: target).directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { return false }
        let isSynced = fsync(parent) == 0 || errno == EINVAL || errno == ENOTSUP
        let code = errno
        close(parent)
        errno = code
        return isSynced
    }

    /// Only a regular file may be replaced: `--results /dev/null` must not remove the device.
    private static func resolve(_ path: String) throws(SheetProblem) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return path }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw SheetProblem(file: path, .cannotWrite(.isDirectory))
        default: throw SheetProblem(file: path, .notRegularFile)
        }
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
