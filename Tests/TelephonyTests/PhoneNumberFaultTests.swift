import Telephony
import Testing

@Suite("cells that no phone number can be told from")
struct PhoneNumberFaultTests {
    private static let form = "write +, calling code and number, such as +442079460958"
    private static let scientific =
        """
        is what a spreadsheet made of a long number: it was turned into scientific notation and its last digits are \
        lost; 
        """
        + "format the column as text and paste the numbers again"

    @Test("an empty cell says so", arguments: ["", "   ", "\u{A0}\u{FEFF}"])
    func empty(text: String) {
        #expect(message(for: text) == "the phone number is empty; write it as \(Self.form.dropFirst(6)).")
    }

    @Test(
        "scientific notation is the spreadsheet's doing",
        arguments: [
            "4.42072E+11", "4,42072E+11", "4.42072e11", "4E+11", "+4.42072E+11", "'4.42072E+11", "4.4207946095E+11",
            "4.420794609581E+11", "44.2079460958E+11", "4.42079460958E-11", "442079460958E+0", "4.42079460958E+99",
        ])
    func scientificNotation(text: String) {
        #expect(message(for: text) == "'\(text)' \(Self.scientific).")
    }

    @Test(
        "the message says what is wrong and what to do",
        arguments: [
            ("N/A", "is not a phone number; \(form)"),
            ("#REF!", "is not a phone number; \(form)"),
            ("Reception desk", "is not a phone number; \(form)"),
            ("+", "is not a phone number; \(form)"),
            ("02079460958", "begins with 0, as if dialled inside a country; \(form)"),
            ("1155550123", "does not begin with + and a calling code; \(form)"),
            ("12345", "does not begin with + and a calling code; \(form)"),
            ("+44 20 7946 095O", "has the letter 'O' in it; write digits only after the +"),
            ("+44 20 7946 0958 Bob", "has the letter 'B' in it; write digits only after the +"),
            ("+44 20 7946*0958", "has the character '*' in it; write digits only after the +"),
            ("++442079460958", "has the character '+' in it; write digits only after the +"),
            ("+442079460958 / +442079460959", "holds more than one number; give each number its own row"),
            ("+442079460958; 02079460959", "holds more than one number; give each number its own row"),
            ("+21012345678", "begins with +210, a calling code that no country has; check its first digits"),
            ("+0442079460958", "begins with +044, a calling code that no country has; check its first digits"),
            (
                "+442079460958123456",
                "has 18 digits, and no phone number has more than 15; check for digits too many or a second number"
            ),
            (
                "+44207946",
                "has 6 digits after +44 (GB and others), where numbers have 7, 9 or 10; check for missing digits"
            ),
            (
                "+44207946095",
                nil
            ),
            (
                "+4420794609581",
                "has 11 digits after +44 (GB and others), where numbers have 7, 9 or 10; check for digits too many"
            ),
            (
                "+4420794601",
                "has 8 digits after +44 (GB and others), where numbers have 7, 9 or 10; "
                    + "check for missing digits and digits too many"
            ),
            ("+1212555012", "has 9 digits after +1 (US and others), where numbers have 10; check for missing digits"),
            ("+1", "has no digits after +1 (US and others), where numbers have 10; check for missing digits"),
            ("+352123", "has 3 digits after +352 (LU), where numbers have 4 to 11; check for missing digits"),
            ("+8001234567", "has 7 digits after +800 (international), where numbers have 8; check for missing digits"),
            (
                "+44 20 7946",
                "has spaces in it; read as '+44207946', it has 6 digits after +44 (GB and others), "
                    + "where numbers have 7, 9 or 10; check for missing digits"
            ),
        ])
    func fault(text: String, wrong: String?) {
        #expect(message(for: text) == wrong.map { "'\(text)' \($0)." })
    }

    @Test("what a terminal would act on is shown, not sent, and a long cell is cut")
    func quotesSafely() {
        #expect(message(for: "\u{1B}[2J+44")?.hasPrefix("'\\u{1B}[2J+44' has the character '\\u{1B}'") == true)
        let long = message(for: String(repeating: "abcdefghij", count: 1000))
        #expect(long?.hasPrefix("'" + String(repeating: "abcdefghij", count: 6) + "…' is not a phone number") == true)
    }

    private func message(for text: String) -> String? {
        do throws(PhoneNumberProblem) {
            _ = try PhoneNumber(validating: text)
            return nil
        } catch {
            #expect(error.suggestion == nil)
            return error.message
        }
    }
}
