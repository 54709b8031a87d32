import ForeignText

/// Why a cell is not a language tag in canonical form.
package enum LanguageTagProblem: ValueProblem {
    case empty
    case malformed(String)
    case languageName(String)
    case notCanonical(String, canonical: LanguageTag)
    case unknownSubtags(String, UnknownSubtags)

    package var message: String {
        switch self {
        case .empty:
            "the language is empty; write its tag, such as en-US."
        case .malformed(let given):
            """
            \(given.quoted) is not a language tag; write a language code, mostly with a region, such as en-US or \
            yue-HK.
            """
        case .languageName(let given):
            "\(given.quoted) is not a language tag; write a language's code, not its name, such as en-US or yue-HK."
        case .notCanonical(let given, let canonical):
            "\(given.quoted) is not in its exact form; write \(canonical) instead."
        case .unknownSubtags(let given, let unknown):
            if let canonical = unknown.canonical {
                "\(given.quoted) \(unknown.phrase); write \(canonical) instead."
            } else {
                "\(given.quoted) \(unknown.phrase); write a registered one, such as en-US or yue-HK."
            }
        }
    }

    package var suggestion: String? {
        switch self {
        case .empty, .malformed, .languageName: nil
        case .notCanonical(_, let canonical): canonical.rawValue
        case .unknownSubtags(_, let unknown): unknown.canonical?.rawValue
        }
    }
}
