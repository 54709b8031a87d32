import Dispatch
import Synchronization

/// Parses on a thread of its own, some pieces ahead of whoever takes them.
final class ParseAhead: Sendable {
    /// Pieces that are parsed and not taken yet, at most.
    private static let depth = 4

    private struct State: ~Copyable {
        var pieces: [Result<RecordPiece, SheetProblem>] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let free = DispatchSemaphore(value: 0)
    private let filled = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter feed: nobody else's until `close` returns.
    init(_ feed: Handed<RecordFeed>) {
        // Not begun with: a semaphore that goes while it is lower than it began ends the process.
        for _ in 0..<Self.depth { free.signal() }
        DispatchQueue(label: "patchbay.parse").async { self.parse(feed.value) }
    }

    private func parse(_ feed: RecordFeed) {
        defer { ended.signal() }
        while true {
            free.wait()
            guard !state.withLock({ $0.isClosed }) else { return }
            let piece = Result { () throws(SheetProblem) in try feed.step() }
            let isLast = if case .success(let piece) = piece, case .more = piece.next { false } else { true }
            let handed = Handed(piece)
            state.withLock { $0.pieces.append(handed.value) }
            filled.signal()
            if isLast { return }
        }
    }

    /// The next piece, in order; none may be asked for after the last.
    func next() throws(SheetProblem) -> RecordPiece {
        filled.wait()
        let piece = state.withLock { Handed($0.pieces.removeFirst()) }
        free.signal()
        return try piece.value.get()
    }

    /// Ends the parsing, and returns when it has.
    func close() {
        state.withLock { $0.isClosed = true }
        free.signal()
        ended.wait()
    }
}

/// What one thread gives to another and does not touch any more itself.
///
/// Unchecked, as the compiler cannot see that: the feed is the parser's until `close` has waited for its end, and a
/// piece is let go of before it is signalled. The mutex and the semaphores order what either thread sees.
struct Handed<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
