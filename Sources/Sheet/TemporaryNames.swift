#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Names for the file that is written before it takes another's place: hidden, and beside it, so that renaming is all
/// it takes.
struct TemporaryNames {
    let directory: String
    private let prefix: String
    private static let suffix = ".tmp"

    init(of path: String) {
        let slash = path.lastIndex(of: "/")
        directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        prefix = ".\(slash.map { String(path[path.index(after: $0)...]) } ?? path)."
    }

    func new() -> String {
        "\(directory)/\(prefix)\(String(UInt64.random(in: .min ... .max), radix: 36))\(Self.suffix)"
    }

    /// Removes what killed processes left: files of such a name that nobody holds a lock on.
    func removeUnclaimed() {
        guard let stream = opendir(directory) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if isTemporary(name) { Self.removeIfUnclaimed("\(directory)/\(name)") }
        }
    }

    private func isTemporary(_ name: String) -> Bool {
        guard name.hasPrefix(prefix), name.hasSuffix(Self.suffix) else { return false }
        let middle = name.dropFirst(prefix.count).dropLast(Self.suffix.count)
        return !middle.isEmpty && middle.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLowercase) }
    }

    private static func removeIfUnclaimed(_ path: String) {
        // Somebody may have put a pipe there, which nobody will ever write to.
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
    }
}
