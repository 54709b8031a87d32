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

    @Test("a header behind more than a mebibyte of blank lines is found", arguments: [1 << 19, 1 << 22])
    func farHeader(bufferSize: Int) throws {
        let blank = 3 << 19
        let text = String(repeating: "\n", count: blank) + "phone\r\n+1\r\n"
        let reading = try Reading(text, bufferSize: bufferSize)
        #expect(reading.stop == nil)
        #expect(reading.header?.line == blank + 1)
        #expect(reading.lines == [blank + 2])
        // So far from the start nothing is found out, however much was read at once.
        #expect(reading.dialect == SheetDialect())
    }

    @Test("a line of other delimiters than the one asked for is the header, and tells the line ending")
    func foreignDelimiters() throws {
        let reading = try Reading("|\r\na,b\n", schema: .any, delimiter: .comma)
        #expect(reading.header?.names == ["|"])
        #expect(reading.dialect?.lineEnding == .carriageReturnLineFeed)
    }
}
