import Foundation
import Telephony
import Testing

@Suite("values in JSON")
struct CodingTests {
    @Test("a phone number, a voice and a language are coded as their texts")
    func codesAsText() throws {
        try expectRoundTrip(PhoneNumber(validating: "+442079460958"), #"["+442079460958"]"#)
        try expectRoundTrip(VoiceName(validating: "en-US-Neural2-A"), #"["en-US-Neural2-A"]"#)
        try expectRoundTrip(LanguageTag(validating: "zh-Hant-HK"), #"["zh-Hant-HK"]"#)
    }

    @Test("a number that the table does not hold possible is still read, as a server may know better")
    func readsUnknownNumbers() throws {
        let numbers = try JSONDecoder().decode([PhoneNumber].self, from: Data(#"["+2101234"]"#.utf8))
        #expect(numbers.map(\.description) == ["+2101234"])
    }

    @Test("text of another form is not read")
    func refusesOtherForms() {
        #expect(throws: DecodingError.self) { try decode(PhoneNumber.self, "44 20") }
        #expect(throws: DecodingError.self) { try decode(VoiceName.self, "Kore") }
        #expect(throws: DecodingError.self) { try decode(LanguageTag.self, "en_us") }
    }

    private func expectRoundTrip<Value: Codable & Equatable>(_ value: Value, _ json: String) throws {
        let encoded = try JSONEncoder().encode([value])
        #expect(String(decoding: encoded, as: UTF8.self) == json)
        #expect(try JSONDecoder().decode([Value].self, from: encoded) == [value])
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> [Value] {
        try JSONDecoder().decode([Value].self, from: JSONEncoder().encode([text]))
    }
}
