import ForeignText

/// One thing worth saying about a sheet: how bad it is, where it is, and a sentence for the person who owns the sheet.
///
/// Findings are values. They describe single rows and cells; what makes the whole sheet unreadable is a `SheetProblem`.
package struct Finding: Sendable, Hashable, Codable {
    package enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
        case error, warning, note
    }

    package var severity: Severity
    /// The path as the person gave it.
    package var file: String
    /// The physical line, from 1.
    package var line: Int?
    /// The header of the column concerned.
    package var column: String?
    package var message: Message
    /// Headers said to stand for columns, which would mend it or show how.
    package var mappings: [ColumnMapping]?
    /// How many rows it is about, when it is said once of all of them.
    package var rows: Int?
    /// A header that may be meant to be carried along only.
    package var carried: String?

    package init(_ severity: Severity, file: String, line: Int? = nil, column: String? = nil, message: Message) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }
}

extension Finding {
    /// The words of a finding.
    ///
    /// Whoever makes findings adds static members here, so that all the words of one concern stand on one page and
    /// tests can name a message without repeating it.
    package struct Message: RawRepresentable, Sendable, Hashable, Codable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }
    }
}

extension Finding.Message: ExpressibleByStringInterpolation, CustomStringConvertible {
    package init(stringLiteral value: String) {
        self.init(rawValue: value)
    }

    package var description: String { rawValue }
}

extension Finding: CustomStringConvertible {
    /// `numbers.csv:17: error: [voice_name] …`, the form that editors and terminals turn into a link.
    package var description: String {
        let name = HarmlessText.whole(file)
        let place = line.map { "\(name):\($0)" } ?? name
        let subject = column.map { "[\(HarmlessText.whole($0))] " } ?? ""
        return "\(place): \(severity.rawValue): \(subject)\(message)"
    }
}
