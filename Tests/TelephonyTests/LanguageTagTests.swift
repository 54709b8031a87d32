import Telephony
import Testing

@Suite("language tags")
struct LanguageTagTests {
    @Test(
        "a well-formed tag in canonical case passes (RFC 5646, appendix A)",
        arguments: [
            "de", "fr", "ja", "i-enochian", "zh-Hant", "zh-Hans", "sr-Cyrl", "sr-Latn", "zh-cmn-Hans-CN", "cmn-Hans-CN",
            "zh-yue-HK", "yue-HK", "zh-Hans-CN", "sr-Latn-RS", "sl-rozaj", "sl-rozaj-biske", "sl-nedis", "de-CH-1901",
            "sl-IT-nedis", "hy-Latn-IT-arevela", "de-DE", "en-US", "es-419", "de-CH-x-phonebk", "az-Arab-x-aze-derbend",
            "x-whatever", "qaa-Qaaa-QM-x-southern", "de-Qaaa", "sr-Latn-QM", "sr-Qaaa-RS", "en-US-u-islamcal",
            "zh-CN-a-myext-x-private", "en-a-myext-b-another", "sgn-BE-FR", "en-GB-oed", "art-lojban", "zh-min-nan",
            "fil-PH", "ar-XA", "en-CA-x-ca",
        ])
    func acceptsWellFormed(text: String) throws {
        #expect(try LanguageTag(validating: text).rawValue == text)
        #expect(LanguageTag(rawValue: text)?.description == text)
    }

    @Test(
        "what the grammar does not allow is refused (RFC 5646, appendix A)",
        arguments: [
            "de-419-DE", "a-DE", "ar-a-aaa-b-bbb-a-ccc", "de-1901-1901", "en-", "-en", "en--US", "x", "x-", "en-x",
            "en-u",
            "i-unknown", "en-US-", "1en", "en US", "en-US.UTF-8", "en-abcdefghi", "en-Latn-Latn", "e", "en-ü",
            "default",
        ])
    func refusesMalformed(text: String) {
        #expect(throws: LanguageTagProblem.self) { try LanguageTag(validating: text) }
        #expect(LanguageTag(rawValue: text) == nil)
    }

    @Test("the parts can be told apart")
    func hasParts() throws {
        let tag = try LanguageTag(validating: "zh-yue-Hant-HK")
        #expect(tag.language == "zh")
        #expect(tag.extendedLanguage == "yue")
        #expect(tag.script == "Hant")
        #expect(tag.region == "HK")
        #expect(try LanguageTag(validating: "es-419").region == "419")
        #expect(try LanguageTag(validating: "en-x-us").region == nil)
        #expect(try LanguageTag(validating: "i-klingon").language == "i-klingon")
        #expect(try LanguageTag(validating: "x-en-us").region == nil)
    }

    @Test(
        "another case, or an underscore, is an error that shows the tag as it should be written",
        arguments: [
            ("en_us", "en-US"), ("EN-GB", "en-GB"), ("zh-hant-hk", "zh-Hant-HK"), ("FIL-ph", "fil-PH"),
            ("sgn-be-fr", "sgn-BE-FR"), ("MN-cYRL-mn", "mn-Cyrl-MN"), ("en-ca-X-CA", "en-CA-x-ca"),
        ])
    func suggestsCanonicalCase(text: String, canonical: String) {
        #expect(message(for: text) == "'\(text)' is not in its exact form; write \(canonical) instead.")
        #expect(LanguageTag(rawValue: text) == nil)
    }

    @Test(
        "the message says what to write",
        arguments: [
            ("", "the language is empty; write its tag, such as en-US."),
            (
                "English",
                "'English' is not a language tag; write a language's code, not its name, such as en-US or yue-HK."
            ),
            (
                "en US",
                "'en US' is not a language tag; write a language code, mostly with a region, such as en-US or yue-HK."
            ),
            ("en-UK", "'en-UK' has UK for its region, which is no region's code; write en-GB instead."),
            ("en_uk", "'en_uk' has UK for its region, which is no region's code; write en-GB instead."),
        ])
    func explains(text: String, expected: String) {
        #expect(message(for: text) == expected)
    }

    @Test(
        "a language, script or region that is not registered is an error, with what was probably meant",
        arguments: [
            ("en-GBR", "has GBR for its region, which is no region's code", "en-GB"),
            ("eng-USA", "has eng for its language and USA for its region, which are no such codes", "en-US"),
            ("deu-DEU", "has deu for its language and DEU for its region, which are no such codes", "de-DE"),
            ("jp-JP", "has jp for its language, which is no language's code", "ja-JP"),
            ("jp", "has jp for its language, which is no language's code", "ja"),
            ("dk-DK", "has dk for its language, which is no language's code", "da-DK"),
            ("cz-CZ", "has cz for its language, which is no language's code", "cs-CZ"),
            ("gb-GB", "has gb for its language, which is no language's code", "en-GB"),
            ("vn_vn", "has vn for its language, which is no language's code", "vi-VN"),
            ("fra-FR", "has fra for its language, which is no language's code", "fr-FR"),
            ("zh-CHN", "has CHN for its region, which is no region's code", "zh-CN"),
            ("uk-UK", "has UK for its region, which is no region's code", "en-GB"),
            ("ENG", "has eng for its language, which is no language's code", "en"),
            ("es-LA-x-y", nil, nil), ("xq-DE", "has xq for its language, which is no language's code", nil),
            ("en-JX", "has JX for its region, which is no region's code", nil),
            ("en-Xxxx-GB", "has Xxxx for its script, which is no script's code", nil),
            ("es-999", "has 999 for its region, which is no region's code", nil),
        ])
    func registered(text: String, wrong: String?, suggestion: String?) throws {
        guard let wrong else { return #expect(message(for: text) == nil) }
        let advice = suggestion.map { "write \($0) instead." } ?? "write a registered one, such as en-US or yue-HK."
        #expect(message(for: text) == "'\(text)' \(wrong); \(advice)")
        if let suggestion { #expect(try LanguageTag(validating: suggestion).rawValue == suggestion) }
    }

    @Test("every language and region of a known voice is registered")
    func voicesAreRegistered() throws {
        for locale in VoiceCatalogue.google.locales { #expect(try LanguageTag(validating: locale.rawValue) == locale) }
    }

    @Test(
        "codes of before, and those for private use, are known",
        arguments: ["iw-IL", "in-ID", "mo", "qaa", "ar-XA", "en-ZZ"])
    func knownCodes(text: String) throws {
        #expect(try LanguageTag(validating: text).rawValue == text)
    }

    @Test("white space and invisible marks around a tag are taken off")
    func trims() throws {
        #expect(try LanguageTag(validating: "\u{FEFF} en-US\u{A0}").rawValue == "en-US")
    }

    private func message(for text: String) -> String? {
        do throws(LanguageTagProblem) {
            _ = try LanguageTag(validating: text)
            return nil
        } catch {
            return error.message
        }
    }
}
