import Telephony
import Testing

@Suite("phone numbers that are written otherwise")
struct PhoneNumberProblemTests {
    @Test(
        "the message shows the number as it should be written",
        arguments: [
            ("+44 20 7946 0958", "has spaces in it"),
            ("+44\u{A0}20\u{2009}7946 0958", "has spaces in it"),
            ("+44-20-7946-0958", "has hyphens in it"),
            ("+44\u{2011}20\u{2013}7946\u{2212}0958", "has hyphens in it"),
            ("+44.20.7946.0958", "has dots in it"),
            ("+44/20/79460958", "has slashes in it"),
            ("+44 (20) 7946-0958", "has spaces, brackets and hyphens in it"),
            ("+44_20,79460958", "has underscores and commas in it"),
            ("+4420\u{200B}79460958", "has invisible characters in it"),
            ("00442079460958", "begins with 00 in place of +"),
            ("+00442079460958", "begins with +00 in place of +"),
            ("011442079460958", "begins with 011 in place of +"),
            ("+4402079460958", "has the 0 after +44 that is dialled only inside the country"),
            (
                "+44 (0)20 7946 0958",
                "has spaces and brackets in it, and has the 0 after +44 that is dialled only inside the country"
            ),
            (
                "0044 (0)20 7946 0958",
                "has spaces and brackets in it, begins with 00 in place of +, "
                    + "and has the 0 after +44 that is dialled only inside the country"
            ),
            ("=\"+442079460958\"", "is written as a spreadsheet formula"),
            ("=+442079460958", "is written as a spreadsheet formula"),
            ("’+442079460958", "begins with an apostrophe"),
            ("“+442079460958”", "is in quotation marks"),
            ("tel:+442079460958", "is written as a tel: link"),
            ("TEL: +44-20-7946-0958", "is written as a tel: link, and has hyphens in it"),
            ("+442079460958x123", "has an extension ('x123'), which is no part of the number"),
            ("+442079460958;ext=12", "has an extension (';ext=12'), which is no part of the number"),
            ("+442079460958Ext. 12", "has an extension ('Ext. 12'), which is no part of the number"),
            ("+442079460958.0", "ends in .0, as spreadsheets write amounts"),
            ("+٤٤٢٠٧٩٤٦٠٩٥٨", "has digits or signs other than 0 to 9 and +"),
            ("＋４４２０７９４６０９５８", "has digits or signs other than 0 to 9 and +"),
        ])
    func suggests(text: String, wrong: String) {
        let problem = problem(with: text)
        #expect(problem?.message == "'\(escaped(text))' \(wrong); write +442079460958 instead.")
        #expect(problem?.suggestion == "+442079460958")
    }

    @Test(
        "a calling code without + may be chance, so the message says what it takes it for",
        arguments: [
            ("442079460958", "does not begin with +; write +442079460958 instead, if +44 (GB and others)"),
            (
                "442079460958.0",
                "ends in .0, as spreadsheets write amounts, and does not begin with +; "
                    + "write +442079460958 instead, if +44 (GB and others)"
            ),
            ("31205550123", "does not begin with +; write +31205550123 instead, if +31 (NL)"),
            (
                "4.42079460958E+11",
                "is in a spreadsheet's scientific notation, and does not begin with +; "
                    + "write +442079460958 instead, if +44 (GB and others)"
            ),
            (
                "4,42079460958e11",
                "is in a spreadsheet's scientific notation, and does not begin with +; "
                    + "write +442079460958 instead, if +44 (GB and others)"
            ),
        ])
    func suggestsPlus(text: String, wrong: String) {
        #expect(problem(with: text)?.message == "'\(text)' \(wrong) is its calling code.")
    }

    @Test(
        "ten digits of North America's form are offered with +1, never with another country's code",
        arguments: [
            ("2025550100", "+12025550100"), ("(646) 555-0100", "+16465550100"), ("3125550123", "+13125550123"),
            ("415-555-0123", "+14155550123"), ("202.555.0100", "+12025550100"), ("787 555 0100", "+17875550100"),
            ("4165550100.0", "+14165550100"), ("tel:2025550100", "+12025550100"), ("204-555-0199 x7", "+12045550199"),
            ("2.025550100E+9", "+12025550100"), ("2.0255501E+9", nil), ("(202) 555-0111", "+12025550111"),
        ])
    func northAmerica(text: String, suggestion: String?) {
        let problem = problem(with: text)
        #expect(problem?.suggestion == suggestion)
        guard suggestion != nil else { return }
        #expect(
            problem?.message.hasSuffix(
                "if it is a number of +1 (US and others); else write + and its own calling code before it.") == true)
    }

    @Test(
        "ten digits that are not of that form are not",
        arguments: [
            "4930901820", "4420794609", "2091234567", "6421123456", "9115550100", "2115550100", "2021550100",
            "2029115550",
            "1025550100", "202555010", "20255501000",
        ])
    func notNorthAmerica(text: String) {
        #expect(problem(with: text)?.suggestion?.hasPrefix("+1") != true)
    }

    @Test(
        "what stands before a number is named for what it is",
        arguments: [
            ("tel:+442079460958", "is written as a tel: link"),
            ("callto://+442079460958", "is written as a callto: link"),
            ("sip:+442079460958@pbx.example.com", "is written as a sip: link"),
            ("sips:+442079460958@10.0.0.1:5061;transport=tcp", "is written as a sips: link"),
            ("SMS:+442079460958", "is written as a sms: link"),
            ("whatsapp:+442079460958", "has 'whatsapp:' before the number"),
            ("p:+442079460958", "has 'p:' before the number"),
            ("Mobile: +442079460958", "has 'Mobile:' before the number"),
            ("T:+442079460958", "has 'T:' before the number"),
            ("phone:+442079460958", "has 'phone:' before the number"),
        ])
    func schemes(text: String, wrong: String) {
        #expect(problem(with: text)?.message == "'\(text)' \(wrong); write +442079460958 instead.")
    }

    @Test(
        "the trunk prefix of the country is meant, and an Italian 0 is not one",
        arguments: [
            ("+360612345678", "+3612345678"), ("+112125550123", "+12125550123"), ("+390669812345", nil),
            ("+39 (0)6 6981 2345", "+390669812345"), ("+39 (06) 6981 2345", "+390669812345"),
            ("+34 (0)912 345 678", "+34912345678"), ("+99312123456", nil), ("+993812123456", "+99312123456"),
        ])
    func knowsTrunkPrefixes(text: String, suggestion: String?) {
        #expect(problem(with: text)?.suggestion == suggestion)
    }

    @Test("a number that spells a word is shown in digits")
    func spellsVanityNumbers() {
        #expect(
            problem(with: "+1-800-FLOWERS")?.message
                == "'+1-800-FLOWERS' has hyphens in it, and spells digits as letters; write +18003569377 instead.")
    }

    private func problem(with text: String) -> PhoneNumberProblem? {
        do throws(PhoneNumberProblem) {
            _ = try PhoneNumber(validating: text)
            return nil
        } catch {
            return error
        }
    }

    private func escaped(_ text: String) -> String { text.replacing("\u{200B}", with: "\\u{200B}") }
}
