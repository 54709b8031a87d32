package import Foundation

/// A directory for one test, removed with what is in it.
package final class ScratchDirectory: Sendable {
    package let path = ScratchDirectory.parent + ScratchDirectory.prefix + "\(getpid())-" + UUID().uuidString

    private static let prefix = "patchbay-tests-"

    /// In memory where there is room for it, as every durable step of a run would wait for the disk: the tests end
    /// processes, not machines. `TMPDIR` chooses another place.
    private static let parent: String = {
        let memory = "/dev/shm/"
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: memory)
        let hasRoom = (attributes?[.systemFreeSize] as? Int ?? 0) > 1 << 30
        let isChosen = ProcessInfo.processInfo.environment["TMPDIR"] != nil
        let canBeThere = hasRoom && !isChosen && FileManager.default.isWritableFile(atPath: memory)
        let parent = canBeThere ? memory : NSTemporaryDirectory()
        sweep(parent)
        return parent
    }()

    /// Removes what tests left that were killed.
    private static func sweep(_ parent: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(prefix) {
            guard let owner = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" }) else { continue }
            if kill(owner, 0) != 0, errno == ESRCH { try? FileManager.default.removeItem(atPath: parent + name) }
        }
    }

    package init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    package func path(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    /// The names of all files but hidden ones.
    package var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted() }
    }
}

package func contents(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
