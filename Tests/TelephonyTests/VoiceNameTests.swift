import Foundation
import Telephony
import Testing

@Suite("voice names")
struct VoiceNameTests {
    @Test("every listed voice is a name in canonical form, is known and earns no remark")
    func acceptsCatalogue() throws {
        let listed = try Self.listedNames()
        #expect(listed.count == 757)
        #expect(VoiceCatalogue.google.voices.map(\.rawValue) == listed)
        for name in listed {
            let voice = try VoiceName(validating: name)
            #expect(voice.rawValue == name)
            #expect(name == "\(voice.languageTag)-\(voice.family)-\(voice.variant)")
            #expect(voice.family.isKnown)
            #expect(VoiceCatalogue.google.remark(on: voice) == nil)
            #expect(throws: VoiceNameProblem.notCanonical(name.lowercased(), canonical: voice)) {
                try VoiceName(validating: name.lowercased())
            }
        }
    }

    @Test(
        "a name has a locale, a family and a variant",
        arguments: [
            ("en-GB-Chirp3-HD-Achernar", "en-GB", "Chirp3-HD", "Achernar"),
            ("en-US-Chirp-HD-D", "en-US", "Chirp-HD", "D"),
            ("cmn-CN-Wavenet-B", "cmn-CN", "Wavenet", "B"), (" en-US-Casual-K ", "en-US", "Casual", "K"),
            ("en-US-Chirp4-Ultra-Kore", "en-US", "Chirp4-Ultra", "Kore"),
        ])
    func hasParts(text: String, locale: String, family: String, variant: String) throws {
        let voice = try VoiceName(validating: text)
        #expect(voice.languageTag.rawValue == locale)
        #expect(voice.family.rawValue == family)
        #expect(voice.variant == variant)
    }

    @Test(
        "another spelling is an error that shows the exact one",
        arguments: [
            ("EN-us-neural2-a", "en-US-Neural2-A"), ("fil-ph-Wavenet-A", "fil-PH-Wavenet-A"),
            ("en_US_Neural2_A", "en-US-Neural2-A"), ("en-US-WaveNet-A", "en-US-Wavenet-A"),
            ("en-US-Chirp3-HD-kore", "en-US-Chirp3-HD-Kore"), ("en-GB-chirp3-hd-ACHERNAR", "en-GB-Chirp3-HD-Achernar"),
            ("en\u{2013}US\u{2013}Neural2\u{2013}A", "en-US-Neural2-A"), ("en-US Neural2 A", "en-US-Neural2-A"),
        ])
    func suggestsExactForm(text: String, exact: String) {
        let problem = problem(with: text)
        #expect(problem?.message == "'\(text)' is not in its exact form; write \(exact) instead.")
        #expect(problem?.suggestion == exact)
    }

    @Test(
        "what is not of the form says what the form is",
        arguments: [
            "Kore", "en-US", "en-US-Neural2", "en-US-Chirp3-HD", "en-US-Neural2-", "en--US-Neural2-A",
            "Neural2-A-en-US",
            "en-US-Neural2-Ä", "eng-lish-Neural2-A", "null",
            "en-US-A-B-C-D-E",
        ])
    func refusesOtherForms(text: String) {
        let form = "write language, region, family and variant, such as en-US-Neural2-A"
        #expect(problem(with: text)?.message == "'\(text)' is not a voice name; \(form).")
        #expect(problem(with: text)?.suggestion == nil)
    }

    @Test("an empty cell says so")
    func empty() {
        #expect(problem(with: " ")?.message == "the voice is empty; write its name, such as en-US-Neural2-A.")
    }

    @Test(
        "a language under a code that voices do not use is shown under the one that they do",
        arguments: [
            ("zh-CN-Wavenet-B", "zh-CN", "cmn-CN", "cmn-CN-Wavenet-B"),
            ("zh-HK-Standard-A", "zh-HK", "yue-HK", "yue-HK-Standard-A"),
            ("no-NO-Wavenet-A", "no-NO", "nb-NO", "nb-NO-Wavenet-A"),
            ("en-UK-Neural2-A", "en-UK", "en-GB", "en-GB-Neural2-A"),
            ("ar-eg-wavenet-a", "ar-EG", "ar-XA", "ar-XA-Wavenet-A"),
        ])
    func knowsEquals(text: String, locale: String, known: String, exact: String) {
        let problem = problem(with: text)
        #expect(
            problem?.message == "'\(text)' begins with \(locale), which voices call \(known); write \(exact) instead.")
        #expect(problem?.suggestion == exact)
    }

    @Test(
        "an unknown locale is an error, with the nearest ones where there are any",
        arguments: [
            ("es-MX-Neural2-A", "es-MX", "did you mean es-ES or es-US?"),
            ("ne-US-Neural2-A", "ne-US", "did you mean en-US?"),
            ("qq-QQ-Standard-A", "qq-QQ", "check its first two parts."),
        ])
    func refusesUnknownLocales(text: String, locale: String, advice: String) {
        let expected = "'\(text)' begins with \(locale), a language that no known voice speaks; \(advice)"
        #expect(problem(with: text)?.message == expected)
    }

    private func problem(with text: String) -> VoiceNameProblem? {
        do throws(VoiceNameProblem) {
            _ = try VoiceName(validating: text)
            return nil
        } catch {
            return error
        }
    }

    private static func listedNames() throws -> [String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Telephony/Data/google-tts-voices.txt")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
