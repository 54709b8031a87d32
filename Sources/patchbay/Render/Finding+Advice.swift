import ForeignText
import Migration
import Sheet

extension Finding {
    /// The same finding with the option that does what its message speaks of, ready to be copied into a shell.
    var advised: Finding {
        guard let advice else { return self }
        var finding = self
        finding.message = "\(message) \(advice)"
        return finding
    }

    private var advice: String? {
        if let mappings { return "For that, add \(mappings.map(\.option).joined(separator: " "))." }
        return switch message {
        case .noAgent, .noAgents: "For that, add --agent."
        case .nothingToChange: "For that, add --set."
        default: nil
        }
    }
}

extension ColumnMapping {
    fileprivate var option: String {
        let pair = "\(header.trimmedOfPaste)=\(column)"
        return "--map \(HarmlessText.spelledOut(pair).shellQuoted)"
    }
}
