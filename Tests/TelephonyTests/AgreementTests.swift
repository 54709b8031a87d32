import Telephony
import Testing

@Suite("agreement of a voice with the language that is listened for")
struct AgreementTests {
    @Test(
        "the same speech under different codes agrees",
        arguments: [
            ("en-US-Neural2-A", "en-US"), ("en-US-Neural2-A", "en"), ("en-US-Neural2-A", "en-001"),
            ("cmn-CN-Wavenet-A", "zh-CN"), ("cmn-CN-Wavenet-A", "zh"), ("cmn-CN-Wavenet-A", "cmn-Hans-CN"),
            ("cmn-CN-Wavenet-A", "zh-cmn-CN"), ("cmn-TW-Wavenet-A", "zh-TW"), ("cmn-TW-Wavenet-A", "zh-Hant-TW"),
            ("yue-HK-Standard-A", "zh-HK"), ("yue-HK-Standard-A", "yue"), ("yue-HK-Standard-A", "yue-Hant-HK"),
            ("yue-HK-Standard-A", "zh-yue-HK"), ("nb-NO-Wavenet-A", "no-NO"), ("nb-NO-Wavenet-A", "no"),
            ("ar-XA-Wavenet-A", "ar-EG"), ("ar-XA-Wavenet-A", "ar"), ("fil-PH-Wavenet-A", "tl-PH"),
            ("he-IL-Wavenet-A", "iw-IL"), ("id-ID-Wavenet-A", "in-ID"), ("sr-RS-Standard-A", "sr-Cyrl-RS"),
        ])
    func agrees(voice: String, language: String) throws {
        #expect(try VoiceName(validating: voice).agrees(with: LanguageTag(validating: language)))
    }

    @Test(
        "another language, or another region's, disagrees",
        arguments: [
            ("en-US-Neural2-A", "en-GB"), ("en-US-Neural2-A", "es-US"), ("es-ES-Neural2-A", "es-419"),
            ("cmn-CN-Wavenet-A", "zh-TW"), ("cmn-CN-Wavenet-A", "zh-HK"), ("cmn-CN-Wavenet-A", "yue-HK"),
            ("yue-HK-Standard-A", "zh-CN"), ("yue-HK-Standard-A", "zh"), ("yue-HK-Standard-A", "cmn-Hans-HK"),
            ("nb-NO-Wavenet-A", "nn-NO"), ("ar-XA-Wavenet-A", "fa-IR"), ("fr-FR-Neural2-A", "fr-CA"),
            ("en-US-Neural2-A", "x-en-us"), ("da-DK-Neural2-D", "nb-NO"),
        ])
    func disagrees(voice: String, language: String) throws {
        #expect(try !VoiceName(validating: voice).agrees(with: LanguageTag(validating: language)))
    }

    @Test("two tags agree in either order")
    func isSymmetric() throws {
        let tags = try ["zh-HK", "yue-HK", "yue", "zh", "cmn-CN", "jw", "jv-ID", "ar-XA", "ar-SA", "no", "nb-NO"]
            .map { try LanguageTag(validating: $0) }
        for left in tags {
            #expect(left.agrees(with: left))
            for right in tags { #expect(left.agrees(with: right) == right.agrees(with: left)) }
        }
    }
}
