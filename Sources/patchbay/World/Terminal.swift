import Foundation
import ServiceLifecycle
import Synchronization

/// How many columns a terminal has; 80 when it does not say.
func terminalColumns(_ descriptor: CInt) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
}

/// Reads a line of standard input without keeping a signal waiting: a read cannot be called off, but it can be left
/// alone.
final class InterruptibleInput: Sendable {
    private let continuation = Mutex<CheckedContinuation<String?, any Error>?>(nil)

    /// The line without its end; nil at the end of input. Throws `CancellationError` when the task is cancelled or a
    /// graceful shutdown begins.
    func line() async throws -> String? {
        try await cancelWhenGracefulShutdown {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    self.continuation.withLock { $0 = continuation }
                    if Task.isCancelled { return self.end(with: .failure(CancellationError())) }
                    Thread.detachNewThread { self.end(with: .success(Self.read())) }
                }
            } onCancel: {
                self.end(with: .failure(CancellationError()))
            }
        }
    }

    private func end(with result: Result<String?, any Error>) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(with: result)
    }

    /// Not by `readLine`: its lock on standard input would still be held when the process exits without an answer.
    private static func read() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while Foundation.read(STDIN_FILENO, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
}
