import Foundation
import Telephony
import Testing

@Suite("voice names")
struct VoiceNameTests {
    @Test("every listed voice is a name in canonical form, is known and earns no remark")
    func acceptsCatalogue() throws {
        let listed = try Self.listedNames()
        #expect(listed.count == 2114)
        #expect(VoiceCatalogue.google.names == listed)
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
        "a language or region that is not registered is an error, with the name as it was probably meant",
        arguments: [
            ("en-UK-Neural2-A", "has UK for its region, which is no region's code", "en-GB-Neural2-A"),
            ("en-GBR-Neural2-A", "has GBR for its region, which is no region's code", "en-GB-Neural2-A"),
            (
                "eng-USA-Chirp3-HD-Kore", "has eng for its language and USA for its region, which are no such codes",
                "en-US-Chirp3-HD-Kore"
            ),
            (
                "deu-DEU-Wavenet-A", "has deu for its language and DEU for its region, which are no such codes",
                "de-DE-Wavenet-A"
            ),
            ("jp-JP-Neural2-B", "has jp for its language, which is no language's code", "ja-JP-Neural2-B"),
            ("dk-DK-Neural2-D", "has dk for its language, which is no language's code", "da-DK-Neural2-D"),
        ])
    func suggestsRegistered(text: String, wrong: String, exact: String) throws {
        #expect(problem(with: text)?.message == "'\(text)' \(wrong); write \(exact) instead.")
        #expect(problem(with: text)?.suggestion == exact)
        #expect(try VoiceName(validating: exact).rawValue == exact)
    }

    @Test(
        "where nothing can be told of the language, nothing is suggested",
        arguments: ["qq-QQ-Standard-A", "xq-DE-News-A"])
    func suggestsNothing(text: String) {
        #expect(problem(with: text)?.suggestion == nil)
        #expect(problem(with: text)?.message.hasSuffix("; check its first two parts.") == true)
    }

    @Test(
        "a name of the right form is a voice, though the list lacks its language or family",
        arguments: [
            "zh-CN-Wavenet-B", "no-NO-Wavenet-A", "es-MX-Neural2-A", "sw-KE-Standard-A", "cy-GB-Standard-A",
            "en-US-Chirp4-Ultra-Kore", "is-IS-Generative-A", "de-AT-Neural3-B", "pt-PT-Studio-Z",
            "mi-NZ-Chirp3-HD-Leda",
        ])
    func acceptsUnlisted(text: String) throws {
        let voice = try VoiceName(validating: text)
        #expect(voice.rawValue == text)
        #expect(VoiceCatalogue.google.remark(on: voice) != nil)
    }

    @Test(
        "the list knows every family that is known, in its own locales",
        arguments: [
            "en-US-Studio-O", "en-GB-News-K", "en-US-Casual-K", "de-DE-Polyglot-1", "fr-CA-Chirp-HD-O",
            "sw-KE-Chirp3-HD-Zubenelgenubi", "vi-VN-Chirp3-HD-Achernar", "et-EE-Chirp3-HD-Kore",
        ])
    func listsFamilies(text: String) throws {
        #expect(VoiceCatalogue.google.contains(try VoiceName(validating: text)))
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
