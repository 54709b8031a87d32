import Telephony
import Testing

@Suite("phone numbers")
struct PhoneNumberTests {
    @Test(
        "the apostrophe that tells a spreadsheet that it is no formula is taken off",
        arguments: ["'+442079460958", " '+442079460958 ", "'+442079460958\u{A0}"])
    func apostrophe(text: String) throws {
        #expect(try PhoneNumber(validating: text).description == "+442079460958")
    }

    @Test(
        "an apostrophe is no reason to let other slips pass",
        arguments: ["''+442079460958", "'442079460958", "'+44 2079460958", "'"])
    func apostropheAndMore(text: String) {
        #expect(throws: PhoneNumberProblem.self) { try PhoneNumber(validating: text) }
    }

    @Test(
        "a number in E.164 form passes, with nothing around it or with what a paste leaves there",
        arguments: [
            "+442079460958", " +442079460958\t", "\u{FEFF}+442079460958", "\u{A0}+442079460958\u{A0}",
            "\u{202A}+442079460958\u{202C}", "+442079460958\r\n", "\u{200B} +442079460958 \u{200B}",
        ])
    func acceptsStrictForm(text: String) throws {
        #expect(try PhoneNumber(validating: text).description == "+442079460958")
        #expect(try PhoneNumber(validating: text).description == PhoneNumber(validatingUTF8: text.utf8).description)
    }

    @Test(
        "every length of text reads back as it was",
        arguments: ["+2901234", "+4312345", "+12125550123", "+491234567890123", "+999"])
    func readsBack(text: String) throws {
        #expect(try #require(PhoneNumber(e164: text)).description == text)
    }

    @Test(
        "text of another form is taken over from nowhere",
        arguments: ["", "+", "442079460958", "+0442079460958", "+4420794609581234", " +442079460958", "+44 20", "+44a"])
    func refusesOtherForms(text: String) {
        #expect(PhoneNumber(e164: text) == nil)
    }

    @Test("the bytes of a buffer are checked in place, whatever holds them")
    func checksBytes() throws {
        let cell = "id,+442079460958,x"
        let field = Array(cell.utf8)[3..<16]
        #expect(try PhoneNumber(validatingUTF8: field).description == "+442079460958")
        #expect(try PhoneNumber(validatingUTF8: AnyCollection(field)).description == "+442079460958")
        let copy = Array(field)
        #expect(try PhoneNumber(validatingUTF8: copy.span).description == "+442079460958")
        #expect(throws: PhoneNumberProblem.self) { try PhoneNumber(validatingUTF8: Array(cell.utf8).span) }
    }

    @Test("bytes that are not UTF-8 are a problem, not a crash")
    func checksInvalidBytes() {
        #expect(throws: PhoneNumberProblem.self) { try PhoneNumber(validatingUTF8: [0x2B, 0x34, 0xFF, 0xFE, 0x80]) }
    }

    @Test("numbers are ordered as their texts are")
    func ordersAsText() {
        let texts = ["+1", "+10", "+12125550123", "+2", "+442079460958", "+4420794609580", "+442079460959", "+999"]
        let numbers = texts.compactMap { PhoneNumber(e164: $0) }
        #expect(numbers.shuffled().sorted().map(\.description) == texts)
        #expect(Set(numbers).count == texts.count)
    }

    @Test("a number takes eight bytes")
    func isCompact() {
        #expect(MemoryLayout<PhoneNumber>.size == 8)
    }
}
