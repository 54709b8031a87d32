package import Foundation

/// A directory for one test, removed with what is in it.
package final class ScratchDirectory: Sendable {
    package let path: String

    /// - Parameter inMemory: where the system can, for tests that write much and never cut the power.
    package init(inMemory: Bool = false) throws {
        let memory = "/dev/shm/"
        let place = inMemory && FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
        path = place + "patchbay-tests-" + UUID().uuidString
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
