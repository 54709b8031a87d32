import AgentsClient
import ForeignText
import Migration
import Sheet

/// Shows findings, each on a line that editors and terminals turn into a link.
struct FindingPrinter {
    let style: Style

    func line(_ finding: Finding) -> String {
        let finding = finding.advised
        let place = finding.line.map { "\(finding.file):\($0)" } ?? finding.file
        let subject = finding.column.map { "[\($0)] " } ?? ""
        let text = HarmlessText.whole("\(subject)\(finding.message)")
        return "\(HarmlessText.whole(place)): \(word(finding.severity, count: 1)): \(text)"
    }

    func word(_ severity: Finding.Severity, count: Int) -> String {
        let word = count == 1 ? severity.rawValue : severity.rawValue + "s"
        return switch severity {
        case .error: style.red(word)
        case .warning: style.yellow(word)
        case .note: style.cyan(word)
        }
    }
}

extension IntakeReport {
    /// Such as `59 rows, 2 errors, 1 warning`.
    var text: String {
        guard rows > 0 else { return "no rows" }
        var parts = [counted(rows, "row"), counted(errors, "error")]
        if warnings > 0 { parts.append(counted(warnings, "warning")) }
        if notes > 0 { parts.append(counted(notes, "note")) }
        return parts.joined(separator: ", ")
    }
}
