import Sheet

/// Findings that are alike but for what the cells hold. A mistake that thousands of rows share is shown a few times and
/// then counted.
struct FindingGroups {
    /// Shown of each group.
    static let mostShown = 5
    /// Shown of those that each are about many rows.
    static let mostSummariesShown = 20
    /// Beyond so many groups, findings are grouped by their column alone.
    private static let most = 1_000

    private struct Key: Hashable {
        let severity: Finding.Severity
        let column: String?
        let words: String
    }

    private struct Group {
        let order: Int
        let first: Finding
        var count = 0
        /// What those stand for that were not admitted.
        var hidden = 0
    }

    private var groups: [Key: Group] = [:]

    /// Whether a finding is one of the first of its kind.
    ///
    /// - Parameter rows: how many are counted for it when it is not.
    mutating func admits(_ finding: Finding, standingFor rows: Int = 1) -> Bool {
        var key = Key(severity: finding.severity, column: finding.column, words: Self.words(of: finding.message))
        if groups[key] == nil, groups.count >= Self.most {
            key = Key(severity: finding.severity, column: finding.column, words: "")
        }
        var group = groups[key] ?? Group(order: groups.count, first: finding)
        group.count += 1
        let isAdmitted = group.count <= Self.most(like: finding)
        if !isAdmitted { group.hidden += rows }
        groups[key] = group
        return isAdmitted
    }

    private static func most(like finding: Finding) -> Int { finding.rows == nil ? mostShown : mostSummariesShown }

    /// The first of each group of which not all were admitted, and how many were not.
    var rest: [(first: Finding, more: Int)] {
        groups.values.filter { $0.hidden > 0 }.sorted { $0.order < $1.order }.map { ($0.first, $0.hidden) }
    }

    /// The words of a message without what it quotes and without what has digits or signs in it, such as numbers and
    /// voices.
    private static func words(of message: Finding.Message) -> String {
        var words = ""
        var closing: Character?
        for character in message.rawValue {
            if let end = closing {
                if character == end { closing = nil }
                continue
            }
            switch character {
            case "'" where words.isEmpty || words.last == " ": closing = "'"
            case "“": closing = "”"
            default: words.append(character)
            }
        }
        return words.split(separator: " ").filter { word in
            word.first?.isUppercase == false && word.allSatisfy { $0.isLetter || ".,;:".contains($0) }
        }.joined(separator: " ")
    }
}
