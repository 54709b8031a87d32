#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why a file is not opened as a database.
package enum DatabaseThreat: Error, Hashable, Sendable {
    /// A directory, a pipe or a device.
    case notRegular
    case ofAnotherUser
    case writableByOthers
    /// A file beside it, on which SQLite would act.
    case planted(String)
}

/// What is looked at before SQLite opens a file that may be a stranger's.
package enum DatabaseFile {
    /// Passes what is not there, and what is this user's alone to write, with nothing beside it that is not.
    ///
    /// A rollback journal is always refused: databases of this program are in WAL mode and have none, and SQLite
    /// carries one out as soon as it sees it. By the name of a super-journal in it, that removes any file.
    package static func check(_ path: String) throws(DatabaseThreat) {
        let place = place(of: path)
        if let status = Self.status(place) {
            guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
            guard status.st_uid == geteuid() else { throw .ofAnotherUser }
            guard !isWritableByOthers(status) else { throw .writableByOthers }
        }
        let journal = place + "-journal"
        guard status(journal) == nil else { throw .planted(journal) }
        for side in [place + "-wal", place + "-shm"] {
            guard let status = Self.status(side) else { continue }
            let isOurs = status.st_mode & S_IFMT == S_IFREG && status.st_uid == geteuid() && status.st_nlink == 1
            guard isOurs, !isWritableByOthers(status) else { throw .planted(side) }
        }
    }

    /// Others are no part of a group of one's own, as many systems give everybody: it has the user's name.
    private static func isWritableByOthers(_ status: stat) -> Bool {
        guard status.st_mode & S_IWOTH == 0 else { return true }
        guard status.st_mode & S_IWGRP != 0 else { return false }
        guard status.st_gid == getegid(), let group = getgrgid(status.st_gid), let user = getpwuid(geteuid()) else {
            return true
        }
        return strcmp(group.pointee.gr_name, user.pointee.pw_name) != 0
    }

    /// The path without symbolic links, beside which SQLite has its files.
    package static func place(of path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Of what stands there itself, be it a link.
    private static func status(_ path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }
}
