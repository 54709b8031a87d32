import Sheet
import Testing

@Suite("Dialect")
struct DialectTests {
    @Test("the delimiter is found from the header", arguments: Delimiter.allCases)
    func delimiter(delimiter: Delimiter) throws {
        let mark = Character(Unicode.Scalar(delimiter.rawValue))
        let reading = try Reading("phone\(mark)voice\(mark)x\n+1\(mark)v\(mark)\n")
        #expect(reading.dialect?.delimiter == delimiter)
        #expect(reading.cells == [["+1", "v", ""]])
    }

    @Test(
        "delimiters inside quotes and inside names do not mislead",
        arguments: [
            ("\"a;b;c;d\",phone\n", Delimiter.comma),
            ("phone;\"one, two, three\"\n", .semicolon),
            ("phone;remarks, hints, and so on\n", .semicolon),
            ("phone\n+1;2\n", .comma),
        ])
    func misleading(text: String, delimiter: Delimiter) throws {
        #expect(try Reading(text).dialect?.delimiter == delimiter)
    }

    @Test("a delimiter that was asked for is not questioned")
    func explicit() throws {
        let reading = try Reading(
            "phone,a,b|voice\n+1,2,3|v\n", mappings: [.init(header: "phone,a,b", column: "phone")], delimiter: .pipe)
        #expect(reading.cells == [["+1,2,3", "v"]])
    }

    @Test(
        "a delimiter is given as itself or by name",
        arguments: [
            (",", Delimiter.comma), ("semicolon", .semicolon), ("\t", .tab), ("\\t", .tab), ("TAB", .tab), ("|", .pipe),
            ("x", nil),
        ])
    func argument(argument: String, delimiter: Delimiter?) {
        #expect(Delimiter(argument: argument) == delimiter)
    }

    @Test(
        "the line ending is the first one seen",
        arguments: [
            ("phone\n+1\r\n", LineEnding.lineFeed), ("phone\r\n+1\n", .carriageReturnLineFeed),
            ("phone\r+1\n", .carriageReturn),
            ("phone\r", .carriageReturn), ("phone", .lineFeed),
        ])
    func lineEnding(text: String, ending: LineEnding) throws {
        for bufferSize in [1, 6, 7, 100] {
            #expect(try Reading(text, bufferSize: bufferSize).dialect?.lineEnding == ending)
        }
    }

    @Test("a dialect is written as UTF-8, with a mark if the sheet had one")
    func written() {
        #expect(!SheetDialect().writesByteOrderMark)
        #expect(SheetDialect(hasByteOrderMark: true).writesByteOrderMark)
        #expect(SheetDialect(encoding: .utf16BigEndian, hasByteOrderMark: true).writesByteOrderMark)
        #expect(SheetDialect(lineEnding: .carriageReturnLineFeed).recordEnd == [13, 10])
        #expect(SheetDialect(lineEnding: .carriageReturn).recordEnd == [10])
    }
}
