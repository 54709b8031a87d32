import ForeignText

/// Why a text is no identifier of the Agents API.
///
/// Identifiers are opaque, and the API stores whatever it is given for one. So this is the one place that says what
/// they look like: letters, digits and `- _ . : ~ @ + =`, the first one a letter or a digit, and not what spreadsheets
/// and databases write for a value that is missing or broken.
package enum IdentifierProblem: ValueProblem {
    /// Such as `NULL`, `n/a` or `-`.
    case nothing(String)
    /// Such as `#REF!` or `Err:502`.
    case formulaError(String)
    /// Such as `=B2`.
    case formula(String)
    /// Such as `6.00E+19`, of which digits are lost.
    case scientificNotation(String)
    /// Such as `TRUE`.
    case truthValue(String)
    case malformed(String)

    /// What is wrong with a text as an identifier; nil if it can be one.
    package init?(of text: some StringProtocol) {
        guard let problem = Self.problem(of: String(text)) else { return nil }
        self = problem
    }

    /// As those who write tables by hand or by program write that there is nothing.
    private static let nothing: Set<String> = [
        "null", "nil", "none", "nan", "nat", "na", "n/a", "#n/a", "n.a.", "n. a.", "not available", "not applicable",
        "undefined", "empty", "blank", "missing", "unset", "unknown", "tbd", "tba", "tbc", "todo", "?", "-", "--",
        "---",
        "–", "—", ".", "..", "...", "…", "_", "0", "\\n", "nul", "void",
    ]

    private static func problem(of text: String) -> Self? {
        if text.isIdentifier, !text.mayStandForNothing { return nil }
        let word = text.lowercased()
        if nothing.contains(word.unwrapped) { return .nothing(text) }
        if text.hasPrefix("#") || word.hasPrefix("err:") { return .formulaError(text) }
        if text.hasPrefix("=") { return .formula(text) }
        if word == "true" || word == "false" { return .truthValue(text) }
        let scalars = ArraySlice(text.unicodeScalars)
        let isMade = text.contains { ".,+".contains($0) }
        if isMade, scalars.isScientificNotation { return .scientificNotation(text) }
        return text.isIdentifier ? nil : .malformed(text)
    }

    /// What is wrong, with nothing of what to do.
    package var fault: String {
        switch self {
        case .nothing(let given): "\(given.quoted) stands for nothing, and is no ID"
        case .formulaError(let given): "\(given.quoted) is what a spreadsheet shows where a formula failed, and no ID"
        case .formula(let given): "\(given.quoted) is a spreadsheet's formula, and not the ID that it would give"
        case .scientificNotation(let given):
            """
            \(given.quoted) is what a spreadsheet makes of an ID that looks like a long number; its last digits are \
            lost
            """
        case .truthValue(let given): "\(given.quoted) is a spreadsheet's yes or no, and no ID"
        case .malformed(let given):
            """
            \(given.quoted) is not an ID: IDs are letters, digits and signs such as “-” and “_”, with no spaces or \
            slashes in them
            """
        }
    }

    package var message: String { "\(fault). Write the ID itself." }

    package var suggestion: String? { nil }
}

extension String {
    fileprivate var isIdentifier: Bool {
        var text = self
        return text.withUTF8 { bytes in
            guard let first = bytes.first, first.isLetterOrDigit else { return false }
            return bytes.allSatisfy { $0.isLetterOrDigit || "-_.:~@+=".utf8.contains($0) }
        }
    }

    /// A look that costs little: those that are an identifier's form are short, or begin and end like a number.
    fileprivate var mayStandForNothing: Bool {
        utf8.count <= 9 || utf8.first.map { 0x30...0x39 ~= $0 } ?? false
    }

    /// Without what is put round a word that stands for nothing: `(null)`, `<none>`, `[n/a]`, `"NULL"`.
    fileprivate var unwrapped: String {
        let pairs: [Character: Character] = ["(": ")", "<": ">", "[": "]", "{": "}", "\"": "\"", "'": "'", "“": "”"]
        guard count > 2, let first, let last, pairs[first] == last else { return self }
        return String(dropFirst().dropLast())
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool { 0x30...0x39 ~= self || 0x61...0x7A ~= self | 0x20 }
}
