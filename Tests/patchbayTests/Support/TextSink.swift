import Foundation
import Sheet
import Synchronization

/// Keeps what is written, as text, and tells who wants to know.
final class TextSink: ByteSink, Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let onWrite: @Sendable (String) -> Void

    init(onWrite: @escaping @Sendable (String) -> Void = { _ in }) { self.onWrite = onWrite }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    func write(_ bytes: [UInt8]) {
        self.bytes.withLock { $0 += bytes }
        onWrite(String(decoding: bytes, as: UTF8.self))
    }
}

/// Takes nothing, for the reason given.
struct BrokenSink: ByteSink, Sendable {
    let reason: Finding.Message

    func write(_ bytes: [UInt8]) throws { throw SheetProblem(file: "standard output", reason) }
}
