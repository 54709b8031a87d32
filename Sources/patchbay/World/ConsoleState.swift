import Sheet
import Synchronization

/// What all who write to one console share: what stands on the last line, and what was lost.
final class ConsoleState: Sendable {
    /// What is on the line that the cursor is on.
    enum Line {
        case empty
        /// Goes when something else is to be shown.
        case drawn
        /// Stays; what comes next begins below it.
        case question
    }

    private struct State {
        var line = Line.empty
        var lostOutput: SheetProblem?
        var hasReaderGone = false
    }

    private let state = Mutex(State())

    var lostOutput: SheetProblem? { state.withLock { $0.lostOutput } }
    var hasReaderGone: Bool { state.withLock { $0.hasReaderGone } }

    /// Writes `text`, which leaves the cursor on a line of kind `line`.
    func show(_ text: String, on sink: any ByteSink, leaving line: Line) {
        state.withLock { state in
            let start =
                switch state.line {
                case .drawn: "\r\u{1B}[K"
                case .question: "\n"
                case .empty: ""
                }
            state.line = line
            guard !(start + text).isEmpty else { return }
            // Nobody is left to be told that standard error cannot be written.
            try? sink.write(Array((start + text).utf8))
        }
    }

    /// The person has ended the line of the question.
    func questionIsAnswered() {
        state.withLock { $0.line = .empty }
    }

    /// Remembers the first failure to write, unless it is that the reader went away.
    func noting(_ write: () throws -> Void) {
        do {
            try write()
        } catch let error as SheetProblem where error.finding.message != .readerGone {
            state.withLock { $0.lostOutput = $0.lostOutput ?? error }
        } catch {
            state.withLock { $0.hasReaderGone = true }
        }
    }
}
