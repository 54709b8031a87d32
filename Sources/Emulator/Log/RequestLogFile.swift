package import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A request log on a file, one JSON object a line, for other processes to read.
///
/// A line is in the file, though not necessarily on the disk, before its answer leaves.
package struct RequestLogFile: Sendable {
    private let handle: FileHandle

    /// Opens the file to add to its end, and makes it if there is none; only its owner may read it.
    init(path: String) throws(EmulatorProblem) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode_t(0o600))
        guard descriptor >= 0 else { throw .requestLogUnwritable(path: path) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func append(_ entry: RequestLog.Entry) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try handle.write(contentsOf: try encoder.encode(entry) + Data("\n".utf8))
    }

    /// The entries of a file, which may still be growing: a line without its end is left out.
    package static func entries(in file: URL) throws -> [RequestLog.Entry] {
        let lines = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return try lines.dropLast().map { try JSONDecoder().decode(RequestLog.Entry.self, from: $0) }
    }
}
