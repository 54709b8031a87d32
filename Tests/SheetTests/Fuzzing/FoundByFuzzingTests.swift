import Sheet
import Testing

@Suite("Found by fuzzing")
struct FoundByFuzzingTests {
    @Test("a first cell that begins with a byte order mark keeps it when it is copied")
    func leadingMark() throws {
        let header = try Reading("\n\u{FEFF}phone,x\n", schema: .any).header
        #expect(header?.names == ["\u{FEFF}phone", "x"])
        let copy = try #require(header?.encoded(as: SheetDialect()))
        #expect(try Reading(copy, schema: .any).header?.names == ["\u{FEFF}phone", "x"])
    }

    @Test("a first line that is blank once its protection is off is not the whole sheet", arguments: [1, 3, 65536])
    func protectedBlankLine(bufferSize: Int) throws {
        let reading = try Reading("'\t\nphone\n+1\n", delimiter: .comma, bufferSize: bufferSize)
        #expect(reading.stop == nil)
        #expect(reading.header?.line == 2)
        #expect(reading.cells == [["+1"]])
    }

    @Test("a header behind a mebibyte of blank lines is found")
    func farHeader() throws {
        let blank = 1 << 20 + 1
        let reading = try Reading(String(repeating: "\n", count: blank) + "phone\n+1\n", bufferSize: 1 << 19)
        #expect(reading.stop == nil)
        #expect(reading.header?.line == blank + 1)
        #expect(reading.lines == [blank + 2])
    }
}
