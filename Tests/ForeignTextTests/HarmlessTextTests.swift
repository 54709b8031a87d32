import ForeignText
import Foundation
import Testing

@Suite("Text of others in a cell") struct ForeignCellTests {
    @Test(
        "no formula begins in it, also where it is split at another delimiter",
        arguments: [
            ("a;=1+1", "a;'=1+1"), ("a, -2+3", "a, '-2+3"), ("a|@SUM(1)", "a|'@SUM(1)"), ("x; \"+44\"", "x; \"'+44\""),
            ("a,,=b", "a,,'=b"), ("a;＝b", "a;'＝b"), (";=a;=b", ";'=a;'=b"), ("a\t=b", "a =b"),
        ])
    func split(text: String, cell: String) { #expect(HarmlessText.cell(text) == cell) }

    @Test(
        "other text stays as it is",
        arguments: ["", "a=b", "a; b-c", "x, y", "=1", "Bar & Grill; 2nd floor", "a ,b= c"])
    func others(text: String) { #expect(HarmlessText.cell(text) == text) }
}

@Suite struct HarmlessTextTests {
    @Test(
        "control characters cannot reach a terminal",
        arguments: [
            ("plain é 漢 👩‍", "plain é 漢 👩\u{FFFD}"), ("a\r\nb\tc", "a  b c"),
            ("\u{1B}[31mred\u{7}", "\u{FFFD}[31mred\u{FFFD}"),
            ("\u{202E}gpj.exe", "\u{FFFD}gpj.exe"), ("\u{9B}2J", "\u{FFFD}2J"), ("a\u{2028}b", "a b"),
        ])
    func controls(text: String, expected: String) { #expect(HarmlessText.make(text) == expected) }

    @Test("two hundred characters are kept, not bytes")
    func limit() { #expect(HarmlessText.make(Data(String(repeating: "é", count: 300).utf8)).count == 200) }

    @Test("bytes that are not UTF-8 are replaced")
    func notUTF8() { #expect(HarmlessText.make(Data([0x41, 0xFF, 0x42])) == "A\u{FFFD}B") }
}
