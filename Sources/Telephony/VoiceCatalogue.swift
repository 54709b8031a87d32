/// The voices that are known to exist, and guesses at what was meant by the names of others.
package struct VoiceCatalogue: Sendable {
    /// Google's voices (`Data/google-tts-voices.txt`).
    package static let google = VoiceCatalogue(wellFormed: listedNames.split(separator: "\n").map(String.init))

    /// In alphabetical order.
    package let names: [String]

    /// The language and region pairs that have a voice.
    package let locales: Set<LanguageTag>

    private let known: Set<String>
    /// Of each name.
    private let localesOfNames: [LanguageTag]

    /// Names that are not of a voice name's form are left out.
    package init(names: [String]) {
        self.init(wellFormed: names.compactMap { VoiceName(formOf: $0)?.rawValue })
    }

    /// Takes a list at its word: to take two thousand names apart would slow the check of a small sheet.
    private init(wellFormed names: [String]) {
        known = Set(names)
        self.names = known.sorted()
        var (prefix, locale): (Substring, LanguageTag?) = ("", nil)
        var entries: [(name: String, locale: LanguageTag)] = []
        for name in self.names {
            let own = name.localePrefix
            if own != prefix { (prefix, locale) = (own, LanguageTag(rawValue: String(own))) }
            if let locale { entries.append((name, locale)) }
        }
        localesOfNames = entries.map(\.locale)
        locales = Set(localesOfNames)
    }

    package func contains(_ voice: VoiceName) -> Bool { known.contains(voice.rawValue) }

    /// The listed voice of exactly this name.
    package func voice(named name: String) -> VoiceName? { known.contains(name) ? VoiceName(formOf: name) : nil }

    /// The listed names that are most like this one's: those of its locale first, then those of its language, then by
    /// the fewest letters to change.
    package func nearest(to voice: VoiceName, limit: Int = 3) -> [String] {
        let distances = Dictionary(uniqueKeysWithValues: locales.map { ($0, Self.distance($0, voice.languageTag)) })
        guard let least = distances.values.min() else { return [] }
        let enough = zip(names, localesOfNames).filter { distances[$1] == least }.count >= limit
        let candidates = zip(names, localesOfNames).filter { !enough || distances[$1] == least }
        let ranked = candidates.map { name, locale in
            (name: name, locale: distances[locale] ?? .max, edits: name.editDistance(to: voice.rawValue))
        }
        return ranked.sorted { ($0.locale, $0.edits, $0.name) < ($1.locale, $1.edits, $1.name) }
            .prefix(limit).map(\.name)
    }

    /// What is worth a warning about a voice that may not exist; nil if it is listed.
    package func remark(on voice: VoiceName) -> VoiceRemark? {
        if contains(voice) { return nil }
        guard locales.contains(voice.languageTag) else {
            return .unlistedLocale(voice, nearest: nearestLocales(to: voice.languageTag))
        }
        let nearest = nearest(to: voice)
        return voice.family.isKnown ? .unlisted(voice, nearest: nearest) : .unknownFamily(voice, nearest: nearest)
    }

    /// The known locales that may have been meant by one that is not known; only those that are called another name, if
    /// there are such: `cmn-CN` for `zh-CN`.
    func nearestLocales(to locale: LanguageTag, limit: Int = 3) -> [LanguageTag] {
        let ranked = locales.map { known in
            (tag: known, kind: Self.distance(known, locale), text: known.rawValue.editDistance(to: locale.rawValue))
        }
        let least = min(ranked.map(\.kind).min() ?? 3, 2)
        return ranked.filter { $0.kind < 3 && (least > 0 || $0.kind == 0) }
            .sorted { ($0.kind, $0.text, $0.tag) < ($1.kind, $1.text, $1.tag) }
            .prefix(limit).map(\.tag)
    }

    /// 0 for equals, 1 for the same language, 2 for one letter of difference, 3 for more.
    private static func distance(_ known: LanguageTag, _ meant: LanguageTag) -> Int {
        if known.agrees(with: meant) { return 0 }
        if known.language == meant.language { return 1 }
        return known.rawValue.editDistance(to: meant.rawValue) == 1 ? 2 : 3
    }
}

extension String {
    /// What stands before the second hyphen: `en-GB` of `en-GB-Neural2-A`.
    fileprivate var localePrefix: Substring {
        guard let first = firstIndex(of: "-"), let second = self[index(after: first)...].firstIndex(of: "-") else {
            return self[...]
        }
        return self[..<second]
    }
}
