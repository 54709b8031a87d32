import ForeignText

/// Why a cell is not a voice name in canonical form of a known language.
package enum VoiceNameProblem: ValueProblem {
    case empty
    case malformed(String)
    case notCanonical(String, canonical: VoiceName)

    /// `equal` is the same name with the code that the voices use for that language, if there is one.
    case unknownLocale(String, locale: LanguageTag, nearest: [LanguageTag], equal: VoiceName?)

    package var message: String {
        switch self {
        case .empty:
            "the voice is empty; write its name, such as en-US-Neural2-A."
        case .malformed(let given):
            "\(given.quoted) is not a voice name; write language, region, family and variant, such as en-US-Neural2-A."
        case .notCanonical(let given, let canonical):
            "\(given.quoted) is not in its exact form; write \(canonical) instead."
        case .unknownLocale(let given, let locale, _, let equal?):
            "\(given.quoted) begins with \(locale), which voices call \(equal.languageTag); write \(equal) instead."
        case .unknownLocale(let given, let locale, let nearest, nil) where nearest.isEmpty:
            "\(given.quoted) begins with \(locale), a language that no known voice speaks; check its first two parts."
        case .unknownLocale(let given, let locale, let nearest, nil):
            "\(given.quoted) begins with \(locale), a language that no known voice speaks; "
                + "did you mean \(nearest.map(\.rawValue).listed(with: " or "))?"
        }
    }

    package var suggestion: String? {
        switch self {
        case .empty, .malformed: nil
        case .notCanonical(_, let canonical): canonical.rawValue
        case .unknownLocale(_, _, _, let equal): equal?.rawValue
        }
    }
}
