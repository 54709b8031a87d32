import ForeignText

/// Why a cell is not a voice name in canonical form.
package enum VoiceNameProblem: ValueProblem {
    case empty
    case malformed(String)
    case notCanonical(String, canonical: VoiceName)

    /// The same name with the language and the region that were probably meant comes with it, if they can be told.
    case unknownLocale(String, UnknownSubtags, canonical: VoiceName?)

    package var message: String {
        switch self {
        case .empty:
            "the voice is empty; write its name, such as en-US-Neural2-A."
        case .malformed(let given):
            "\(given.quoted) is not a voice name; write language, region, family and variant, such as en-US-Neural2-A."
        case .notCanonical(let given, let canonical):
            "\(given.quoted) is not in its exact form; write \(canonical) instead."
        case .unknownLocale(let given, let unknown, let canonical?):
            "\(given.quoted) \(unknown.phrase); write \(canonical) instead."
        case .unknownLocale(let given, let unknown, nil):
            "\(given.quoted) \(unknown.phrase); check its first two parts."
        }
    }

    package var suggestion: String? {
        switch self {
        case .empty, .malformed: nil
        case .notCanonical(_, let canonical): canonical.rawValue
        case .unknownLocale(_, _, let canonical): canonical?.rawValue
        }
    }
}
