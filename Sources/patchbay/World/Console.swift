import Foundation
import Sheet

/// Where data, messages and questions go.
struct Console: Sendable {
    /// For data.
    var output: any ByteSink & Sendable
    /// For progress, findings and questions.
    var errors: any ByteSink & Sendable
    /// The next line of standard input; nil at its end. Throws `CancellationError` when the task is cancelled
    /// meanwhile.
    var readLine: @Sendable () async throws -> String?
    var isInputTerminal: Bool
    var isOutputTerminal: Bool
    var outputStyle: Style
    var errorStyle: Style
    /// How many columns the terminal that `errors` is has; nil when it is none, and no line on it can be drawn over.
    var errorWidth: (@Sendable () -> Int)?
    private let state = ConsoleState()

    init(
        output: any ByteSink & Sendable, errors: any ByteSink & Sendable,
        readLine: @escaping @Sendable () async throws -> String? = { nil }, isInputTerminal: Bool = false,
        isOutputTerminal: Bool = false,
        outputStyle: Style = .plain, errorStyle: Style = .plain, errorWidth: (@Sendable () -> Int)? = nil
    ) {
        self.output = output
        self.errors = errors
        self.readLine = readLine
        self.isInputTerminal = isInputTerminal
        self.isOutputTerminal = isOutputTerminal
        self.outputStyle = outputStyle
        self.errorStyle = errorStyle
        self.errorWidth = errorWidth
    }

    /// The real one. Colours only on a terminal that shows them, and not where `NO_COLOR` forbids them (no-color.org).
    static func process(_ environment: [String: String]) -> Console {
        let isDumb = environment["TERM"] == "dumb"
        let allowsColour = environment["NO_COLOR", default: ""].isEmpty && !isDumb
        func style(_ descriptor: CInt) -> Style { isatty(descriptor) == 1 && allowsColour ? .coloured : .plain }
        let width: @Sendable () -> Int = { terminalColumns(STDERR_FILENO) }
        return Console(
            output: FileSink(descriptor: STDOUT_FILENO, name: "standard output"),
            errors: FileSink(descriptor: STDERR_FILENO, name: "standard error"),
            readLine: { try await InterruptibleInput().line() }, isInputTerminal: isatty(STDIN_FILENO) == 1,
            isOutputTerminal: isatty(STDOUT_FILENO) == 1,
            outputStyle: style(STDOUT_FILENO), errorStyle: style(STDERR_FILENO),
            errorWidth: isatty(STDERR_FILENO) == 1 && !isDumb ? width : nil)
    }

    /// The first data that could not be written, if any; a reader that went away, as `head` does, does not count.
    var lostOutput: SheetProblem? { state.lostOutput }

    /// Whether something was not written because its reader went away.
    var hasReaderGone: Bool { state.hasReaderGone }

    /// Writes a line of data. Nothing in it can do anything to a terminal.
    func print(_ line: String) {
        write(Array((outputStyle.harmless(line) + "\n").utf8))
    }

    /// Writes a line for the person. Nothing in it can do anything to a terminal.
    func say(_ line: String) {
        state.show(errorStyle.harmless(line) + "\n", on: errors, leaving: .empty)
    }

    /// Shows a line that the next one takes the place of. Only on a terminal; cut to its width.
    func draw(_ line: String) {
        guard let errorWidth else { return }
        state.show(String(line.prefix(max(1, errorWidth() - 1))), on: errors, leaving: .drawn)
    }

    /// Takes away what was drawn.
    func clearLine() {
        state.show("", on: errors, leaving: .empty)
    }

    /// Asks on the terminal; anything but yes is no. Throws `CancellationError` when a signal comes instead of an
    /// answer.
    func asks(_ question: String) async throws -> Bool {
        state.show("\(errorStyle.harmless(question)) [y/N] ", on: errors, leaving: .question)
        guard let answer = try await readLine() else { return false }
        state.questionIsAnswered()
        return ["y", "yes"].contains(answer.lowercased().filter { !$0.isWhitespace })
    }
}

/// The console's output as a place for bytes.
extension Console: ByteSink {
    /// Writes data as it is, which has to be harmless. What cannot be written is remembered, and is no reason to stop a
    /// run.
    func write(_ bytes: [UInt8]) {
        clearLine()
        state.noting { try output.write(bytes) }
    }
}
