import Telephony
import TestSupport
import Testing

@Suite("suggestions")
struct SuggestionTests {
    @Test("whatever a cell holds, it is answered, and what is suggested for it passes", arguments: [1, 2, 3, 4])
    func suggestionsPass(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var suggested = 0
        for _ in 0..<2500 {
            let text = Self.cell(using: &random)
            guard let suggestion = Self.suggestion(for: text) else { continue }
            suggested += 1
            #expect(try PhoneNumber(validating: suggestion).description == suggestion, "seed \(seed), cell \(text)")
        }
        #expect(suggested > 100)
    }

    @Test("whatever is suggested for a language or a voice passes", arguments: [1, 2, 3, 4])
    func tagSuggestionsPass(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var suggested = 0
        for _ in 0..<2500 {
            let text = (0..<Int.random(in: 1...3, using: &random)).compactMap { _ in
                Self.subtags.randomElement(using: &random)
            }.joined(separator: Bool.random(using: &random) ? "-" : "_")
            do throws(LanguageTagProblem) { _ = try LanguageTag(validating: text) } catch {
                guard let suggestion = error.suggestion else { continue }
                suggested += 1
                #expect(try LanguageTag(validating: suggestion).rawValue == suggestion, "seed \(seed), \(text)")
            }
            do throws(VoiceNameProblem) { _ = try VoiceName(validating: text + "-Neural2-A") } catch {
                guard let suggestion = error.suggestion else { continue }
                #expect(try VoiceName(validating: suggestion).rawValue == suggestion, "seed \(seed), \(text)")
            }
        }
        #expect(suggested > 100)
    }

    private static let subtags = [
        "en", "eng", "EN", "de", "deu", "ger", "jp", "jpn", "dk", "uk", "zh", "yue", "iw", "qaa", "xq", "Latn", "latn",
        "Xxxx", "GB", "gb", "GBR", "UK", "USA", "DEU", "CHN", "419", "999", "XA", "x", "i", "english", "min", "nan",
    ]

    private static let pieces = [
        "+", "+44", "+1", "+39", "+36", "+49", "00", "011", "0", "(0)", "06", "1", "20", "7946", "0958", "555", "0123",
        " ", "-", ".", "(", ")", "/", ",", ".0", ",00", "E+11", "x12", "ext. 3", ";", "=", "\"", "'", "tel:", "FLOWERS",
        "O", "\u{A0}", "\u{200B}", "٤", "４", "＋", "\u{1B}", "\0", "👩‍👩‍👧", "é", "\r\n",
    ]

    private static func cell(using random: inout SeededGenerator) -> String {
        let count = Int.random(in: 0...6, using: &random)
        let start = Bool.random(using: &random) ? "+44 20 7946 0958" : ""
        let body = (0..<count).compactMap { _ in pieces.randomElement(using: &random) }
        let position = Int.random(in: 0...count, using: &random)
        return body.prefix(position).joined() + start + body.dropFirst(position).joined()
    }

    private static func suggestion(for text: String) -> String? {
        do throws(PhoneNumberProblem) {
            _ = try PhoneNumber(validating: text)
            return nil
        } catch {
            return error.suggestion
        }
    }
}
