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
        if let mappings, let carried {
            let option = Self.option("--carry", carried.trimmedOfPaste)
            return "If it is, add \(Self.options(mappings)); if not, add \(option)."
        }
        if let mappings { return "For that, add \(Self.options(mappings))." }
        return switch message {
        case .noAgent, .noAgents: "For that, add --agent."
        case .nothingToChange: "For that, add --set."
        default: nil
        }
    }

    private static func options(_ mappings: [ColumnMapping]) -> String {
        mappings.map { option("--map", "\($0.header.trimmedOfPaste)=\($0.column)") }.joined(separator: " ")
    }

    /// A value that begins with a hyphen is only taken for one behind an equals sign.
    private static func option(_ name: String, _ value: some StringProtocol) -> String {
        "\(name)\(value.hasPrefix("-") ? "=" : " ")\(HarmlessText.spelledOut(value).shellQuoted)"
    }
}
