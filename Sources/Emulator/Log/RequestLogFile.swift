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
package final class RequestLogFile: Sendable {
    /// In bytes. A log that is longer is put aside under the name with `.1` at its end, in the place of the one before.
    package static let longest = 256 << 20

    private struct Opened {
        var handle: FileHandle
        var size: Int
    }

    private let path: String
    private let longest: Int
    private let opened: Mutex<Opened>

    /// Opens the file to add to its end, and makes it if there is none; only its owner may read it.
    init(path: String, longest: Int = RequestLogFile.longest) throws(EmulatorProblem) {
        (self.path, self.longest) = (path, longest)
        opened = Mutex(try Self.open(path))
    }

    private static func open(_ path: String) throws(EmulatorProblem) -> Opened {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK
        #if canImport(Glibc)
            let descriptor = Glibc.open(path, flags, mode_t(0o600))
        #else
            let descriptor = Darwin.open(path, flags, mode_t(0o600))
        #endif
        guard descriptor >= 0 else { throw .requestLogUnwritable(path: path) }
        var status = stat()
        let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        return Opened(handle: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), size: size)
    }

    func append(_ entry: RequestLog.Entry) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = try encoder.encode(entry) + Data("\n".utf8)
        try opened.withLock { opened in
            if opened.size > 0, opened.size + line.count > longest {
                guard rename(path, path + ".1") == 0 else { throw EmulatorProblem.requestLogUnwritable(path: path) }
                opened = try Self.open(path)
            }
            try opened.handle.write(contentsOf: line)
            opened.size += line.count
        }
    }

    /// The entries of a file, which may still be growing: a line without its end is left out.
    package static func entries(in file: URL) throws -> [RequestLog.Entry] {
        let lines = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return try lines.dropLast().map { try JSONDecoder().decode(RequestLog.Entry.self, from: $0) }
    }
}
