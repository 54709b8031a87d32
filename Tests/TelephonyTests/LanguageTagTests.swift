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
