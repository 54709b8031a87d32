import ForeignText

/// A Google text-to-speech voice, `<language>-<region>-<family>-<variant>`, such as `en-GB-Chirp3-HD-Achernar`.
///
/// Its language and region are registered. That the voice exists is not certain, as Google adds voices often: ask
/// `VoiceCatalogue.remark(on:)`.
package struct VoiceName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name in canonical case.
    package let rawValue: String

    /// What the name begins with and the server derives the language of speech from, such as `en-GB`.
    package let languageTag: LanguageTag
    package let family: VoiceFamily

    /// A capital letter, or a name such as `Achernar`.
    package let variant: String

    /// Checks a cell's text; white space and invisible marks around the name are taken off.
    package init(
        validating text: some StringProtocol, in catalogue: VoiceCatalogue = .google
    ) throws(VoiceNameProblem) {
        let given = String(text.trimmedOfPaste)
        if given.isEmpty { throw .empty }
        if let listed = catalogue.voice(named: given) {
            self = listed
            return
        }
        guard let voice = Self(formOf: given) else { throw .malformed(given) }
        if let unknown = UnknownSubtags(of: voice.languageTag) {
            throw .unknownLocale(given, unknown, canonical: unknown.canonical.map(voice.speaking))
        }
        if voice.rawValue != given { throw .notCanonical(given, canonical: voice) }
        self = voice
    }

    /// Takes a name apart and puts it in canonical case; nil if it has not the four parts (a family may have
    /// hyphens of its own). Its language and region need not be registered.
    init?(formOf text: String) {
        let parts = text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: \.isPartSeparator)
            .map { String($0) }
        guard 4...6 ~= parts.count, parts.allSatisfy(\.isVoicePart), let variant = parts.last,
            let tag = LanguageTag(wellFormed: parts[0] + "-" + parts[1]),
            tag.region != nil || UnknownSubtags(of: tag)?.canonical?.region != nil
        else { return nil }
        let middle = parts[2..<parts.count - 1].joined(separator: "-")
        if VoiceFamily.known(spelled: middle + "-" + variant) != nil { return nil }
        self.init(
            languageTag: tag, family: VoiceFamily.known(spelled: middle) ?? .init(rawValue: middle), variant: variant)
    }

    init(languageTag: LanguageTag, family: VoiceFamily, variant: String) {
        self.languageTag = languageTag
        self.family = family
        self.variant = family.canonicalVariant(variant)
        rawValue = "\(languageTag)-\(family)-\(self.variant)"
    }

    private func speaking(_ languageTag: LanguageTag) -> Self {
        Self(languageTag: languageTag, family: family, variant: variant)
    }

    package var description: String { rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Coded as its text. Decoding checks it as a sheet's cell is checked, so it is not for names that the API reports.
extension VoiceName: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(VoiceNameProblem) {
            self = try Self(validating: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension Unicode.Scalar {
    /// A hyphen, or what is typed or pasted for one.
    fileprivate var isPartSeparator: Bool {
        self == "-" || self == "_" || properties.generalCategory == .dashPunctuation || properties.isWhitespace
    }
}

extension String {
    fileprivate var isVoicePart: Bool {
        1...32 ~= utf8.count
            && unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || "0"..."9" ~= $0) }
    }
}
