import Foundation
import Sheet
import Testing

@Suite("Cells that are safe in a spreadsheet")
struct SafeCellTests {
    static let formulas = [
        "=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-1+1", "-", "+", "--5", "+44 20 7183 8750",
        "+44-20-7183-8750",
        "-5%", "+1e", "-1e5x", "+e5", "+.", "\tx", "\rx", "\nx", "\t", "＝1+1", "＋1", "－1", "＠x", " =1", "\u{A0}=1",
        "\u{FEFF}=1", "\u{200B}@x", "\u{0}=1", "\u{1B}+x", "\u{3000}-x", "=\"+442071838750\"", "=\"", "'=1", "''+x",
    ]

    static let harmless = [
        "", "x", "+442071838750", "-5", "+1.5e3", "-0,5", "-1,234.56", "-.5", "+1E-9", " +442071838750 ", "+0 ", "a=1",
        "1-2", "'", "'x", "'+442071838750", "''-5", " ", "(=1)", "\u{1B}[31m", "é=", "null", "#REF!", "%x", "|x",
    ]

    @Test("a formula gets one apostrophe, wherever it is written, and nothing else does")
    func apostrophe() throws {
        for text in Self.formulas { #expect(try written(text) == "'" + text) }
        for text in Self.harmless { #expect(try written(text) == text) }
    }

    @Test("every text is read back as it was, and written the same again", arguments: [false, true])
    func fixedPoint(isForExcel: Bool) throws {
        let texts = (Self.formulas + Self.harmless).filter { !$0.contains("\0") }
        let dialect = SheetDialect(isForExcel: isForExcel)
        let records = texts.map { ["1", $0] }
        let first = try file([["phone", "=x"]] + records, dialect)
        let reading = try Reading(first)
        #expect(reading.header?.names == ["phone", "=x"])
        #expect(reading.cells == records)
        #expect(try file([reading.header?.names ?? []] + reading.cells, dialect) == first)
    }

    @Test(
        "an apostrophe is taken off where it protects, and stays where it does not",
        arguments: [
            ("'=1", "=1"), ("''=1", "'=1"), ("'-x", "-x"), ("'+442071838750", "'+442071838750"), ("'x", "'x"),
            ("'", "'"),
            ("''", "''"), ("'\tx", "\tx"), ("=1", "=1"),
        ])
    func reading(cell: String, text: String) throws {
        let reading = try Reading("phone,\(cell)\n+1,\(cell)\n")
        #expect(reading.cells == [["+1", text]])
        #expect(reading.header?.names == ["phone", text])
    }

    @Test("a row's own cells are carried verbatim, but for the apostrophe before a formula")
    func carried() throws {
        let cells = "\u{1B}[31mred,'kept,'=old,=new,-,-5,+442071838750,\u{7}"
        let copy = try copies(of: "phone,a,=b,c,d,e,f,g\n\(cells)\n", isForExcel: false)
        #expect(copy == ["phone,a,'=b,c,d,e,f,g", "\u{1B}[31mred,'kept,'=old,'=new,'-,-5,+442071838750,\u{7}"])
    }

    @Test("a protected cell may be as long as any other")
    func longest() throws {
        let text = "=" + String(repeating: "x", count: 65535)
        let reading = try Reading(file([["phone", "memo"], ["+1", text]], SheetDialect()), bufferSize: 1000)
        #expect(reading.cells == [["+1", text]])
        #expect(reading.stop == nil)
    }

    private func written(_ text: String) throws -> String {
        let line = String(decoding: try file([["x", text]], SheetDialect()), as: UTF8.self).dropFirst(2).dropLast()
        guard line.first == "\"" else { return String(line) }
        return line.dropFirst().dropLast().replacingOccurrences(of: "\"\"", with: "\"")
    }
}
