import AgentsClient
import ForeignText

/// Text in colour where a terminal shows it, and as it is elsewhere.
struct Style: Sendable {
    static let plain = Style(isColoured: false)
    static let coloured = Style(isColoured: true)

    private let isColoured: Bool

    func bold(_ text: String) -> String { wrap(text, .bold) }
    func dim(_ text: String) -> String { wrap(text, .dim) }
    func red(_ text: String) -> String { wrap(text, .red) }
    func green(_ text: String) -> String { wrap(text, .green) }
    func yellow(_ text: String) -> String { wrap(text, .yellow) }
    func cyan(_ text: String) -> String { wrap(text, .cyan) }

    private func wrap(_ text: String, _ code: Code) -> String {
        isColoured ? code.sequence + text + Code.end.sequence : text
    }

    private enum Code: Int, CaseIterable {
        case end = 0
        case bold = 1
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
        case cyan = 36

        var sequence: String { "\u{1B}[\(rawValue)m" }
    }
}

extension Style {
    private static let sequences = Code.allCases.map { Array($0.sequence.unicodeScalars) }

    /// Lines in which nothing does anything to a terminal, but for their ends and this style's own colours.
    ///
    /// The last gate before a terminal. Whoever puts text from outside into a line makes it harmless there already, as
    /// only there it is known that a line end in it is none of ours.
    func harmless(_ lines: String) -> String {
        guard !lines.utf8.allSatisfy({ 0x20..<0x7F ~= $0 || $0 == UInt8(ascii: "\n") }) else { return lines }
        var shown = String.UnicodeScalarView()
        var rest = lines.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}", let tail = colour(at: rest) {
                shown.append(scalar)
                shown.append(contentsOf: tail)
                rest = rest.dropFirst(tail.count)
            } else {
                shown.append(scalar == "\n" ? scalar : HarmlessText.replacement(of: scalar))
            }
        }
        return String(shown)
    }

    /// What follows the escape character of one of this style's sequences.
    private func colour(at rest: Substring.UnicodeScalarView) -> ArraySlice<Unicode.Scalar>? {
        guard isColoured else { return nil }
        return Self.sequences.map { $0.dropFirst() }.first { rest.starts(with: $0) }
    }
}
