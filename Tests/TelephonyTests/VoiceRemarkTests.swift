import Telephony
import Testing

@Suite("remarks on voices")
struct VoiceRemarkTests {
    private let catalogue = VoiceCatalogue(names: [
        "en-US-Neural2-A", "en-US-Neural2-C", "en-US-Wavenet-A", "en-GB-Neural2-B", "es-US-Neural2-B",
    ])

    @Test(
        "the nearest names are those of the locale, then those of the language, then by letters",
        arguments: [
            ("en-US-Neural2-B", ["en-US-Neural2-A", "en-US-Neural2-C", "en-US-Wavenet-A"]),
            ("en-US-Wavnet-A", ["en-US-Wavenet-A", "en-US-Neural2-A", "en-US-Neural2-C"]),
            ("en-GB-Neural2-A", ["en-GB-Neural2-B", "en-US-Neural2-A", "en-US-Neural2-C"]),
        ])
    func nearest(text: String, expected: [String]) throws {
        let voice = try VoiceName(validating: text, in: catalogue)
        #expect(!catalogue.contains(voice))
        #expect(catalogue.nearest(to: voice) == expected)
        #expect(catalogue.nearest(to: voice, limit: 1) == [expected[0]])
    }

    @Test("a voice that is not listed gets the nearest names")
    func unlisted() throws {
        let voice = try VoiceName(validating: "en-US-Studio-X")
        #expect(
            VoiceCatalogue.google.remark(on: voice)?.message
                == "en-US-Studio-X is not among the known voices; "
                + "the nearest are en-US-Studio-O, en-US-Studio-Q and en-US-Standard-A.")
    }

    @Test(
        "a voice of a language and region without voices gets the nearest of these",
        arguments: [
            ("zh-CN-Wavenet-B", "zh-CN", "the nearest is cmn-CN."),
            ("no-NO-Wavenet-A", "no-NO", "the nearest is nb-NO."),
            ("zh-HK-Standard-A", "zh-HK", "the nearest is yue-HK."),
            ("ar-EG-Wavenet-A", "ar-EG", "the nearest is ar-XA."),
            ("es-MX-Neural2-A", "es-MX", "the nearest are es-ES and es-US."),
            ("ne-US-Neural2-A", "ne-US", "the nearest is en-US."),
        ])
    func unlistedLocale(text: String, locale: String, guess: String) throws {
        let voice = try VoiceName(validating: text)
        #expect(
            VoiceCatalogue.google.remark(on: voice)?.message
                == "\(text) begins with \(locale), as no known voice does; \(guess)")
    }

    @Test("a family that is not known is named")
    func unknownFamily() throws {
        let voice = try VoiceName(validating: "en-US-Neural-A")
        #expect(
            VoiceCatalogue.google.remark(on: voice)?.message
                == "en-US-Neural-A is of the family Neural, which is not known; "
                + "the nearest are en-US-Neural2-A, en-US-Neural2-C and en-US-Neural2-D.")
    }

    @Test("a disagreement names both languages")
    func disagreement() throws {
        let remark = try VoiceRemark.disagrees(
            VoiceName(validating: "en-US-Neural2-A"), with: LanguageTag(validating: "en-GB"))
        #expect(
            remark.message == "en-US-Neural2-A speaks en-US, but the speech recognition language is en-GB.")
    }
}
