import ForeignText

/// Parts of a well-formed language tag that no registry knows.
package struct UnknownSubtags: Hashable, Sendable {
    package enum Subtag: Hashable, Sendable {
        case language(String)
        case script(String)
        case region(String)
    }

    /// In the order of the tag.
    let subtags: [Subtag]
    /// What was probably meant. It passes every check.
    let canonical: LanguageTag?

    /// Nil when all parts are known, or the tag is private (`x-…`) or of before the registry (`i-…`).
    init?(of tag: LanguageTag) {
        guard !tag.language.contains("-") else { return nil }
        var parts = tag.rawValue.split(separator: "-").map(String.init)
        var subtags: [Subtag] = []
        if !LanguageSubtags.knows(language: tag.language) {
            subtags.append(.language(tag.language))
            parts[0] = Self.language(for: tag) ?? parts[0]
        }
        // `GBR` behind a language is read as an extended language, and means a region.
        if let code = tag.extendedLanguage?.uppercased(), let region = LanguageSubtags.region(ofCode: code) {
            subtags.append(.region(code))
            parts[1] = region
        } else if let extended = tag.extendedLanguage, !LanguageSubtags.knows(language: extended) {
            subtags.append(.language(extended))
        }
        if let script = tag.script, !LanguageSubtags.knows(script: script) { subtags.append(.script(script)) }
        if let region = tag.region, !LanguageSubtags.knows(region: region), let index = parts.firstIndex(of: region) {
            subtags.append(.region(region))
            parts[index] = LanguageSubtags.region(ofCode: region) ?? region
        }
        guard !subtags.isEmpty else { return nil }
        self.subtags = subtags
        // Who takes `UK` for a region's code takes it for a language's too.
        if parts.prefix(2) == ["uk", "GB"] { parts[0] = "en" }
        let meant = parts.joined(separator: "-")
        canonical = meant == tag.rawValue ? nil : try? LanguageTag(validating: meant)
    }

    /// Another code for the language, or the one language with voices of the region whose code stands there.
    private static func language(for tag: LanguageTag) -> String? {
        if let language = LanguageSubtags.language(ofCode: tag.language) { return language }
        let locales = VoiceCatalogue.google.locales.filter { $0.region == tag.language.uppercased() }
        return locales.count == 1 ? locales.first?.language : nil
    }

    /// Such as `has deu for its language and DEU for its region, which are no such codes`.
    var phrase: String {
        let names = subtags.map { subtag in
            switch subtag {
            case .language(let text): "\(text) for its language"
            case .script(let text): "\(text) for its script"
            case .region(let text): "\(text) for its region"
            }
        }
        return "has \(names.listed()), which \(which)"
    }

    private var which: String {
        guard subtags.count == 1 else { return "are no such codes" }
        return switch subtags[0] {
        case .language: "is no language's code"
        case .script: "is no script's code"
        case .region: "is no region's code"
        }
    }
}
