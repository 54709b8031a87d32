/// A command's help beyond its options: what it does, examples to paste, and its exit codes.
struct Guide {
    /// Paragraphs, with blank lines between them.
    let text: String
    /// Each may have several lines.
    let examples: [String]
    let exits: [ExitStatus: String]

    init(_ text: String, examples: String..., exits: [ExitStatus: String]) {
        self.text = text
        self.examples = examples
        self.exits = exits
    }

    /// The library wraps lines at the terminal's width, so a paragraph has to be one line.
    var discussion: String {
        let paragraphs = text.split(separator: "\n\n").map { String($0).replacing("\n", with: " ") }
        return (paragraphs + [list("EXAMPLES:", examples), list("EXIT CODES:", codes)]).joined(separator: "\n\n")
    }

    private func list(_ title: String, _ entries: [String]) -> String {
        ([title] + entries.map { "  " + $0.replacing("\n", with: "\n  ") }).joined(separator: "\n")
    }

    private var codes: [String] {
        let all = exits.merging([.usage: "the command line is wrong"]) { own, _ in own }
        return all.sorted { $0.key.rawValue < $1.key.rawValue }.map { status, meaning in
            "\(String(status.rawValue).padded(to: 5))\(meaning)"
        }
    }
}

extension [ExitStatus: String] {
    /// The exit codes of what carries a run out.
    static var run: Self {
        [
            .done: "all rows are updated or unchanged",
            .incomplete: "finished, but some rows have another outcome",
            .stopped: "stopped before the end; can be resumed",
            .nothingSent: "nothing was sent",
            .internalError: "a fault of patchbay itself",
            .interrupted: "interrupted by a signal; can be resumed",
        ]
    }

    /// Those of a command that asks the API for one thing.
    static func request(done: String) -> Self {
        [
            .done: done,
            .incomplete: "the API refused or did not answer",
            .nothingSent: "nothing was sent: no key, or a value is wrong",
            .interrupted: "interrupted by a signal",
        ]
    }
}
