import Sheet
import Testing

@Suite("Rows")
struct RowTests {
    @Test("cells come verbatim, spaces and all")
    func verbatim() throws {
        let reading = try Reading("phone,memo,x\n  +1 ,\" a \"\"b\"\" \",\té \n")
        #expect(reading.cells == [["  +1 ", " a \"b\" ", "\té "]])
    }

    @Test(
        "blank lines and lines of delimiters are no rows",
        arguments: ["\n", ",,\n", " , ,\t\n", "\"\",\"\"\n", "   \n", "\",\"\n"])
    func blank(line: String) throws {
        let isBlank = line != "\",\"\n"
        #expect(try Reading("phone,a,b\n\(line)+1,,\n\(line)").rows.count == (isBlank ? 1 : 3))
    }

    @Test("a row with more cells than the header is malformed, and still handed over")
    func long() throws {
        let reading = try Reading("phone,memo\n+1,a, b,c,d,e,f\n+2,x\n")
        #expect(reading.rows.map(\.isMalformed) == [true, false])
        #expect(reading.cells[0] == ["+1", "a", " b", "c", "d", "e", "f"])
        #expect(
            reading.findings == [
                """
                numbers.csv:2: error: The row has 7 cells but the header has 2; those beyond it are 'b', 'c', 'd' and \
                2 more. Put quotes round a cell that holds the delimiter.
                """
            ])
    }

    @Test("empty cells beyond the header are nothing to speak of")
    func trailing() throws {
        let reading = try Reading("phone,memo\n+1,a,, ,\n")
        #expect(reading.rows.map(\.isMalformed) == [false])
        #expect(reading.findings.isEmpty)
    }

    @Test("a row with fewer cells has the rest empty, with a warning")
    func short() throws {
        let reading = try Reading("phone,memo,voice\n+1\n")
        #expect(reading.rows.map(\.isMalformed) == [false])
        #expect(
            reading.findings == [
                "numbers.csv:2: warning: The row has 1 cell but the header has 3; 'memo', 'voice' count as empty."
            ])
    }

    @Test("a cell is looked at in place, and a missing one is empty")
    func access() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.file("n.csv", Array("phone,memo,voice\n+1, \n".utf8))
        var rows = 0
        try SheetReader(path: path, schema: .sample).forEachRow { row in
            rows += 1
            #expect(row.withBytes(at: 0) { $0.count } == 2)
            #expect(row.withBytes(at: 0) { $0[0] } == UInt8(ascii: "+"))
            #expect(row.withBytes(at: 2) { $0.isEmpty })
            #expect(row.string(at: 2) == "")
            #expect((0..<3).map { row.isBlank(at: $0) } == [false, true, true])
            #expect(row.header.count == 3)
        }
        #expect(rows == 1)
    }

    @Test("a row is copied with its own columns only, as many as the header has")
    func encoded() throws {
        let text = "memo;result_line;phone;voice\n\"a;\"\"b\"\"\";7;+1;v;extra\n\"c\nd\";8\n"
        let scratch = try ScratchDirectory()
        let reader = try SheetReader(path: scratch.file("n.csv", Array(text.utf8)), schema: .sample)
        var copies = [String(decoding: reader.header.encoded(as: reader.dialect), as: UTF8.self)]
        try reader.forEachRow { copies.append(String(decoding: $0.encoded(as: reader.dialect), as: UTF8.self)) }
        #expect(copies == ["memo;phone;voice", "\"a;\"\"b\"\"\";+1;v", "\"c\nd\";;"])
    }

    @Test("what the body throws ends the reading and comes out")
    func bodyThrows() throws {
        struct Enough: Error {}
        let scratch = try ScratchDirectory()
        let reader = try SheetReader(path: scratch.file("n.csv", Array("phone\n1\n2\n".utf8)), schema: .sample)
        #expect(throws: Enough.self) { try reader.forEachRow { _ in throw Enough() } }
    }
}
