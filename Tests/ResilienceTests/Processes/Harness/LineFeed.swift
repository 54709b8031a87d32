import Foundation
import Synchronization
import TestSupport

/// What comes out of a descriptor, line by line, read by a thread of its own so that nobody's task is blocked.
final class LineFeed: Sendable {
    typealias Reaction = @Sendable (String) -> Bool

    private struct State {
        var text: [UInt8] = []
        var lines: [String] = []
        var lineStart = 0
        /// Each goes when it has returned true.
        var reactions: [Reaction] = []
        var isAtEnd = false

        /// Returns the lines that are complete now.
        mutating func take(_ bytes: ArraySlice<UInt8>) -> ArraySlice<String> {
            text += bytes
            let known = lines.count
            while let end = text[lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
                lines.append(String(decoding: text[lineStart..<end], as: UTF8.self))
                lineStart = end + 1
            }
            return lines[known...]
        }
    }

    private let state = Mutex(State())
    /// The number of lines; beyond all numbers at the end.
    private let progress = Gauge()

    /// Takes the descriptor over. Nil is a feed that brings nothing.
    init(_ descriptor: CInt?) {
        if let descriptor {
            Thread.detachNewThread { self.read(descriptor) }
        } else {
            end()
        }
    }

    var lines: [String] { state.withLock { $0.lines } }

    /// All that came. Waits for the end.
    func text() async -> String {
        await progress.wait(for: .max)
        return state.withLock { String(decoding: $0.text, as: UTF8.self) }
    }

    /// The first line that matches; nil when the end comes first.
    func first(where matches: (String) -> Bool) async -> String? {
        var seen = 0
        while true {
            let (lines, isAtEnd) = state.withLock { ($0.lines[seen...], $0.isAtEnd) }
            if let line = lines.first(where: matches) { return line }
            if isAtEnd { return nil }
            seen += lines.count
            await progress.wait(for: seen + 1)
        }
    }

    /// Calls `react` at once with each line from now on, on the reading thread, until it returns true.
    func onLine(_ react: @escaping Reaction) {
        state.withLock { $0.reactions.append(react) }
    }

    private func read(_ descriptor: CInt) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            take(buffer[..<count])
        }
        close(descriptor)
        end()
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        let (fresh, count) = state.withLock { ($0.take(bytes), $0.lines.count) }
        fresh.forEach(react)
        progress.set(count)
    }

    /// Without the lock, so that a reaction can ask for another one.
    private func react(to line: String) {
        let reactions = state.withLock { state in
            defer { state.reactions = [] }
            return state.reactions
        }
        let lasting = reactions.filter { !$0(line) }
        state.withLock { $0.reactions = lasting + $0.reactions }
    }

    private func end() {
        state.withLock { $0.isAtEnd = true }
        progress.set(.max)
    }
}
