#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why the operating system refused a file operation: an `errno` value.
struct SystemFailure: Error, Hashable {
    let code: Int32

    static let isDirectory = SystemFailure(code: EISDIR)
}

extension Finding.Message {
    static func cannotRead(_ fault: SystemFailure) -> Self {
        switch fault.code {
        case ENOENT: "There is no such file. Check the path."
        case ENOTDIR: "There is no such file: a part of its path is not a directory. Check the path."
        case EISDIR: "This is a directory. Give the path of a CSV file."
        case EACCES, EPERM: "You have no permission to read this file. Ask its owner, or copy it to where you can."
        default: "This file cannot be read: \(systemReason(fault))."
        }
    }

    static func cannotWrite(_ fault: SystemFailure) -> Self {
        switch fault.code {
        case ENOENT: "This file cannot be written: its directory does not exist."
        case ENOTDIR: "This file cannot be written: a part of its path is not a directory."
        case EISDIR: "This file cannot be written: it is a directory."
        case EACCES, EPERM: "You have no permission to write here. Choose another place, or ask the directory's owner."
        case EROFS: "This file cannot be written: the file system is read-only. Choose another place."
        case ENOSPC, EDQUOT: "This file cannot be written: no space is left. Free some, or choose another place."
        case EBADF: "This cannot be written to, as it is closed."
        case EPIPE: readerGone
        default: "This file cannot be written: \(systemReason(fault))."
        }
    }

    /// For those to whom this is no failure, as when `head` has seen enough.
    package static let readerGone: Self = "The reader went away before everything was written."

    static let notRegularFile: Self = "This file cannot be replaced: it is not a regular file. Choose another path."

    private static func systemReason(_ fault: SystemFailure) -> String {
        "the system says '\(String(cString: strerror(fault.code)))' (error \(fault.code))"
    }
}

/// Repeats a system call for as long as signals interrupt it.
func retryingInterrupts(_ call: () -> Int) -> Int {
    var result = call()
    while result < 0 && errno == EINTR { result = call() }
    return result
}
