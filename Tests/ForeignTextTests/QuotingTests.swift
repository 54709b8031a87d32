import ForeignText
import Testing

@Suite struct QuotingTests {
    @Test(
        "a text in a message keeps its letters, and spells out what could not be seen or would act on a terminal",
        arguments: [
            ("plain é 漢", "'plain é 漢'"), ("a\u{1B}[2Jb\n", #"'a\u{1B}[2Jb\n'"#),
            ("voice\u{200B}_name", #"'voice\u{200B}_name'"#), ("\u{202E}gpj", #"'\u{202E}gpj'"#), ("", "''"),
        ])
    func quoted(text: String, expected: String) { #expect(text.quoted == expected) }

    @Test("a text in a message is never endless")
    func long() {
        #expect(String(repeating: "x", count: 60).quoted == "'\(String(repeating: "x", count: 60))'")
        #expect(String(repeating: "x", count: 61).quoted == "'\(String(repeating: "x", count: 60))…'")
    }

    @Test("lists are read as a person would say them, and end with how many more there are")
    func lists() {
        #expect([String]().listed() == "")
        #expect(["a"].listed() == "a")
        #expect(["a", "b"].listed() == "a and b")
        #expect(["a", "b", "c"].listed(with: " or ") == "a, b or c")
        #expect(["a", "b", "c"].quotedList(limit: 3) == "'a', 'b', 'c'")
        #expect(["a", "b", "c"].quotedList(limit: 2) == "'a', 'b' and 1 more")
    }
}
