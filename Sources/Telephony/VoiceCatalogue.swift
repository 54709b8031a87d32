/// The voices that are known to exist, and guesses at what was meant by the names of others.
package struct VoiceCatalogue: Sendable {
    /// The Google voices that telephony platforms offered in April 2026 (`Data/google-tts-voices.txt`).
    package static let google = VoiceCatalogue(names: listedNames.split(separator: "\n").map(String.init))

    /// In alphabetical order.
    package let voices: [VoiceName]

    /// The language and region pairs that have a voice.
    package let locales: Set<LanguageTag>

    private let byName: [String: VoiceName]

    /// Names that are not of a voice name's form are left out.
    package init(names: [String]) {
        voices = names.compactMap { VoiceName(formOf: $0) }.sorted()
        locales = Set(voices.map(\.languageTag))
        byName = Dictionary(voices.map { ($0.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package func contains(_ voice: VoiceName) -> Bool { byName[voice.rawValue] != nil }

    /// The listed voice of exactly this name.
    package func voice(named name: String) -> VoiceName? { byName[name] }

    /// The listed voices whose names are most like this one's: those of its locale first, then those of its language,
    /// then by the fewest letters to change.
    package func nearest(to voice: VoiceName, limit: Int = 3) -> [VoiceName] {
        let ranked = voices.map { known in
            (
                voice: known, locale: Self.distance(known.languageTag, voice.languageTag),
                name: known.rawValue.editDistance(to: voice.rawValue)
            )
        }
        return ranked.sorted { ($0.locale, $0.name, $0.voice) < ($1.locale, $1.name, $1.voice) }
            .prefix(limit).map(\.voice)
    }

    /// What is worth a warning about a voice that may not exist; nil if it is listed.
    package func remark(on voice: VoiceName) -> VoiceRemark? {
        if contains(voice) { return nil }
        let nearest = nearest(to: voice)
        return voice.family.isKnown ? .unlisted(voice, nearest: nearest) : .unknownFamily(voice, nearest: nearest)
    }

    /// The known locales that may have been meant by one that is not known.
    func nearestLocales(to locale: LanguageTag, limit: Int = 3) -> [LanguageTag] {
        let ranked = locales.map { known in
            (tag: known, kind: Self.distance(known, locale), text: known.rawValue.editDistance(to: locale.rawValue))
        }
        return ranked.filter { $0.kind < 3 }.sorted { ($0.kind, $0.text, $0.tag) < ($1.kind, $1.text, $1.tag) }
            .prefix(limit).map(\.tag)
    }

    /// The voice under the code that the known voices use for its language: `cmn-CN-Wavenet-A` for `zh-CN-Wavenet-A`.
    func equal(of voice: VoiceName) -> VoiceName? {
        locales.filter { $0.agrees(with: voice.languageTag) }.min().map { locale in
            VoiceName(languageTag: locale, family: voice.family, variant: voice.variant)
        }
    }

    /// 0 for equals, 1 for the same language, 2 for one letter of difference, 3 for more.
    private static func distance(_ known: LanguageTag, _ meant: LanguageTag) -> Int {
        if known.agrees(with: meant) { return 0 }
        if known.language == meant.language { return 1 }
        return known.rawValue.editDistance(to: meant.rawValue) == 1 ? 2 : 3
    }
}
