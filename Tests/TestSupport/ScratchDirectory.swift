package import Foundation

/// A directory for one test, removed with what is in it.
package final class ScratchDirectory: Sendable {
    package let path = ScratchDirectory.parent + "patchbay-tests-" + UUID().uuidString

    /// In memory where there is room for it, as every durable step of a run would wait for the disk: the tests end
    /// processes, not machines. `TMPDIR` chooses another place.
    private static let parent: String = {
        let memory = "/dev/shm/"
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: memory)
        let hasRoom = (attributes?[.systemFreeSize] as? Int ?? 0) > 1 << 30
        let isChosen = ProcessInfo.processInfo.environment["TMPDIR"] != nil
        guard hasRoom, !isChosen, FileManager.default.isWritableFile(atPath: memory) else {
            return NSTemporaryDirectory()
        }
        return memory
    }()

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
