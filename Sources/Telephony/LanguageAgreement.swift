extension LanguageTag {
    /// Whether a caller who is understood in one language and answered in the other notices no difference.
    ///
    /// The languages must be the same under all their codes (`cmn` and `zh`, `yue` and `zh-HK`, `nb` and `no`, `he` and
    /// the old `iw`); so must the regions, when both tags have one: `en-US` and `en-GB` disagree. Google's pan-Arabic
    /// `ar-XA` agrees with the Arabic of any region, and `001`, the world, with every region. Scripts and variants say
    /// how a language is written, and play no part.
    package func agrees(with other: LanguageTag) -> Bool {
        guard spokenLanguage == other.spokenLanguage else { return false }
        guard let region = spokenRegion, let other = other.spokenRegion else { return true }
        return region == other || [region, other].contains { $0 == "001" || (spokenLanguage == "ar" && $0 == "XA") }
    }

    /// One code for every language that has several.
    ///
    /// `zh-HK` is how speech recognition names Cantonese. The codes that the IANA registry has deprecated are still in
    /// use, as is `tl`, Tagalog, for the Filipino that is based on it.
    private var spokenLanguage: String {
        switch extendedLanguage ?? language {
        case "zh" where region == "HK": "yue"
        case "cmn": "zh"
        case "nb": "no"
        case "tl": "fil"
        case "iw": "he"
        case "in": "id"
        case "jw": "jv"
        case "ji": "yi"
        case "mo": "ro"
        case let code: code
        }
    }

    /// `UK` is what many write for `GB`.
    private var spokenRegion: String? { region == "UK" ? "GB" : region }
}

extension VoiceName {
    /// Whether the voice speaks the language that speech recognition listens for.
    package func agrees(with language: LanguageTag) -> Bool { languageTag.agrees(with: language) }
}
