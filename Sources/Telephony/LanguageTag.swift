import ForeignText

/// A well-formed BCP 47 language tag in its canonical case, such as `en-GB`, `zh-Hant-HK` or `es-419`.
///
/// The grammar and the case are those of RFC 5646 (sections 2.1 and 2.1.1). A language of four to eight letters, which
/// the grammar holds in reserve, is a language's name (`English`) and no tag.
package struct LanguageTag: Hashable, Comparable, Sendable, RawRepresentable, CustomStringConvertible {
    /// The tag in canonical case.
    package let rawValue: String

    /// The primary language (`zh` of `zh-Hant-HK`); of a tag that begins with `x-` or `i-`, the whole tag.
    package let language: String

    /// The language that more precisely belongs to a primary language (`yue` of `zh-yue-HK`).
    package let extendedLanguage: String?

    /// In title case, such as `Hant`.
    package let script: String?

    /// Two capitals or three digits, such as `HK` and `419`.
    package let region: String?

    /// Checks a cell's text, and that language, script and region are registered; white space and invisible marks
    /// around the tag are taken off.
    package init(validating text: some StringProtocol) throws(LanguageTagProblem) {
        let given = String(text.trimmedOfPaste)
        if given.isEmpty { throw .empty }
        let hyphenated = String(given.map { $0 == "_" ? "-" : $0 })
        guard let tag = Self(wellFormed: hyphenated) else {
            throw given.isLanguageName ? .languageName(given) : .malformed(given)
        }
        if let unknown = UnknownSubtags(of: tag) { throw .unknownSubtags(given, unknown) }
        if tag.rawValue != given { throw .notCanonical(given, canonical: tag) }
        self = tag
    }

    /// Takes a tag that is well-formed and in canonical case; nil for any other text.
    package init?(rawValue: String) {
        guard let tag = Self(wellFormed: rawValue), tag.rawValue == rawValue else { return nil }
        self = tag
    }

    /// Takes a well-formed tag in any case.
    init?(wellFormed text: String) {
        guard let parts = LanguageTagParts(text) else { return nil }
        rawValue = parts.canonical
        language = parts.language
        extendedLanguage = parts.extendedLanguage
        script = parts.script
        region = parts.region
    }

    package var description: String { rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Coded as its text; what is decoded must be well-formed and in canonical case.
extension LanguageTag: Codable {}

extension String {
    fileprivate var isLanguageName: Bool { utf8.count > 3 && unicodeScalars.allSatisfy(\.properties.isAlphabetic) }
}
