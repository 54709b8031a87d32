import Foundation
import Sheet
import Testing

@Suite("Sheets for Excel")
struct ExcelSheetTests {
    @Test("only a phone number in E.164 form is written as a formula that shows it")
    func written() throws {
        let cells = [
            "+442071838750", "+1", "442071838750", "+0123", "+1234567890123456", " +1", "+1.5", "+", "=1", "x",
        ]
        let text = String(decoding: try file([cells], SheetDialect(isForExcel: true)), as: UTF8.self)
        #expect(
            text == #"""
                \#u{FEFF}"=""+442071838750""","=""+1""",442071838750,+0123,+1234567890123456," +1",+1.5,'+,'=1,x

                """#)
    }

    @Test(
        "digits in a formula are read as the digits, and no other formula is touched",
        arguments: [
            ("=\"+442071838750\"", "+442071838750"), ("=\"0012\"", "0012"), ("=\"+44 20\"", nil), ("=\"\"", nil),
            ("=\"+\"", nil), ("=\"1\"\"\"", nil), ("=+44", nil), ("=\"1\"&\"2\"", nil), (" =\"1\"", nil),
            ("=\"++1\"", nil),
            ("='1'", nil), ("=\"１\"", nil),
        ])
    func unwrapped(cell: String, text: String?) throws {
        let quoted = "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\""
        #expect(try Reading("phone,x\n\(quoted),\n").cells == [[text ?? cell, ""]])
    }

    @Test("what looks like such a formula but is text comes back as text")
    func protected() throws {
        let dialect = SheetDialect(isForExcel: true)
        let reading = try Reading(file([["phone"], ["=\"+44\""], ["+44"]], dialect))
        #expect(reading.cells == [["=\"+44\""], ["+44"]])
    }

    @Test("a row's own cells are carried in Excel's form, and read back they are carried in any form")
    func carried() throws {
        let plain = "phone,memo\n+442071838750,+442071838751\n"
        let excel = ["phone,memo", "\"=\"\"+442071838750\"\"\",\"=\"\"+442071838751\"\"\""]
        #expect(try copies(of: plain, isForExcel: true) == excel)
        let file = excel.joined(separator: "\n")
        #expect(try copies(of: file, isForExcel: true) == excel)
        #expect(try copies(of: file, isForExcel: false).joined(separator: "\n") + "\n" == plain)
    }

    @Test(
        "cells that were encoded before are written as if they had been encoded for Excel",
        arguments: Delimiter.allCases)
    func pasted(delimiter: Delimiter) throws {
        let cells = WriterTests.nasty + ["+44", "x+44", "+44,+44;+44|+44\t+44", "\"+44\"", "'+44", "+44", "=\"+44\""]
        let plain = SheetDialect(delimiter: delimiter)
        let excel = SheetDialect(delimiter: delimiter, isForExcel: true)
        let written = try file([cells], excel)
        for dialect in [plain, excel] {
            let sink = MemorySink()
            try SheetWriter.writing(to: sink, dialect: excel) { writer in
                var record = try file([cells], dialect).dropLast()
                if dialect.isForExcel { record = record.dropFirst(3) }
                writer.append(encodedCells: Array(record))
                try writer.endRecord()
            }
            #expect(sink.bytes == written)
        }
    }

    @Test("a dialect that was stored before there was Excel's form is understood")
    func decoded() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let dialect = SheetDialect(delimiter: .semicolon, isForExcel: true)
        let stored = String(decoding: try encoder.encode(dialect), as: UTF8.self)
        #expect(try JSONDecoder().decode(SheetDialect.self, from: Data(stored.utf8)) == dialect)
        let old = stored.replacingOccurrences(of: "\"isForExcel\":true,", with: "")
        #expect(old != stored)
        let read = try JSONDecoder().decode(SheetDialect.self, from: Data(old.utf8))
        #expect(read == SheetDialect(delimiter: .semicolon))
    }
}
