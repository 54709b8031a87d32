import Foundation
import Sheet

/// Where data, messages and questions go.
struct Console: Sendable {
    /// For data.
    var output: any ByteSink & Sendable
    /// For progress, findings and questions.
    var errors: any ByteSink & Sendable
    var readLine: @Sendable () -> String?
    var isInputTerminal: Bool
    var outputStyle: Style
    var errorStyle: Style
    /// Whether a line on `errors` can be drawn over.
    var isErrorTerminal: Bool

    init(
        output: any ByteSink & Sendable, errors: any ByteSink & Sendable,
        readLine: @escaping @Sendable () -> String? = { nil }, isInputTerminal: Bool = false,
        outputStyle: Style = .plain, errorStyle: Style = .plain, isErrorTerminal: Bool = false
    ) {
        self.output = output
        self.errors = errors
        self.readLine = readLine
        self.isInputTerminal = isInputTerminal
        self.outputStyle = outputStyle
        self.errorStyle = errorStyle
        self.isErrorTerminal = isErrorTerminal
    }

    static func process(_ environment: [String: String]) -> Console {
        let allowsColour = environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        func style(_ descriptor: CInt) -> Style { isatty(descriptor) == 1 && allowsColour ? .coloured : .plain }
        return Console(
            output: FileSink(descriptor: STDOUT_FILENO, name: "standard output"),
            errors: FileSink(descriptor: STDERR_FILENO, name: "standard error"),
            readLine: { Swift.readLine() }, isInputTerminal: isatty(STDIN_FILENO) == 1,
            outputStyle: style(STDOUT_FILENO), errorStyle: style(STDERR_FILENO),
            isErrorTerminal: isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb")
    }

    /// Writes a line of data. A reader that went away, as `head` does, is no reason to stop a run.
    func print(_ line: String) {
        try? output.write(Array((line + "\n").utf8))
    }

    /// Writes a line for the person.
    func say(_ line: String) {
        try? errors.write(Array((line + "\n").utf8))
    }
}
