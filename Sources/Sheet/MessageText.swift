/// How the sheet's own text appears inside a message.
extension Finding.Message {
    /// The text in single quotes, cut to a readable length, control characters spelled out.
    package static func quoted(_ text: String) -> String {
        "'\(shown(text.trimmingBlanks(), limit: 60))'"
    }

    /// Texts in quotes; long lists end with how many more there are.
    package static func quotedList(_ texts: [String], limit: Int = 20) -> String {
        let visible = texts.prefix(limit).map { quoted($0) }.joined(separator: ", ")
        return texts.count > limit ? "\(visible) and \(texts.count - limit) more" : visible
    }

    /// `a`, `a or b`, `a, b or c`.
    package static func list(_ words: [String], _ conjunction: String) -> String {
        guard let last = words.last, words.count > 1 else { return words.joined() }
        return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }

    /// The text as it may reach a terminal: no control characters, and no text direction tricks.
    package static func shown(_ text: String, limit: Int = .max) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                result += scalar.escaped(asASCII: true)
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > limit ? result + "…" : result
    }
}
