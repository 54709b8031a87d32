import Sheet
import Testing

@Suite("Writer")
struct WriterTests {
    static let nasty = [
        "", " ", "a", " lead", "trail\t", "\"", "\"\"", "a\"b", ",", ";", "\t", "|", "\n", "\r", "\r\n", "a\nb",
        "naïve 語 🙂", "=1+1", "null",
        "'", "\\", String(repeating: "\"", count: 5000),
    ]

    @Test(
        "only cells that need quotes get them",
        arguments: [
            ("plain", "plain"), ("two words", "two words"), ("", ""), ("a,b", "\"a,b\""), ("a;b", "a;b"),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), (" a", "\" a\""), ("a ", "\"a \""), ("é", "é"),
        ])
    func quoting(cell: String, written: String) throws {
        #expect(try text { try $0.write([cell, "x"]) } == "\(written),x\n")
    }

    @Test("records end and begin as the dialect says")
    func dialect() throws {
        let dialect = SheetDialect(delimiter: .tab, hasByteOrderMark: true, lineEnding: .carriageReturnLineFeed)
        #expect(try text(dialect) { try $0.write(["a", "b"]) } == "\u{FEFF}a\tb\r\n")
    }

    @Test("a record of one empty cell is not a blank line")
    func emptyRecord() throws {
        #expect(try text { for cell in ["", "a", ""] { try $0.write([cell]) } } == "\"\"\na\n\"\"\n")
    }

    @Test("cells that were encoded before are pasted as they are")
    func pasted() throws {
        let record = try text {
            $0.append(encodedCells: Array("\"a,b\",c".utf8))
            $0.append("d")
            try $0.endRecord()
        }
        #expect(record == "\"a,b\",c,d\n")
    }

    @Test(
        "what is written is read back the same",
        arguments: Delimiter.allCases, [LineEnding.lineFeed, .carriageReturnLineFeed])
    func roundTrip(delimiter: Delimiter, lineEnding: LineEnding) throws {
        let dialect = SheetDialect(delimiter: delimiter, hasByteOrderMark: true, lineEnding: lineEnding)
        let records = Self.nasty.map { ["+1", $0, Self.nasty[2], $0] }
        let sink = MemorySink()
        try SheetWriter.writing(to: sink, dialect: dialect) { writer in
            try writer.write(["phone", "memo, or so; really", "x|y", "z"])
            for record in records { try writer.write(record) }
        }
        for bufferSize in [1, 2, 3, 7, 65536] {
            let reading = try Reading(sink.bytes, bufferSize: bufferSize)
            #expect(reading.cells == records)
            #expect(reading.dialect == dialect)
            #expect(reading.stop == nil)
        }
    }

    @Test("a long file reaches the sink in pieces, all of it in order")
    func pieces() throws {
        final class CountingSink: ByteSink {
            var pieces: [[UInt8]] = []
            func write(_ bytes: [UInt8]) { pieces.append(bytes) }
        }
        let sink = CountingSink()
        try SheetWriter.writing(to: sink, dialect: SheetDialect()) { writer in
            for number in 0..<50_000 { try writer.write(["\(number)"]) }
        }
        #expect(sink.pieces.count > 3)
        #expect(sink.pieces.allSatisfy { $0.count < 70_000 })
        #expect(String(decoding: sink.pieces.joined(), as: UTF8.self) == (0..<50_000).map { "\($0)\n" }.joined())
    }

    private func text(
        _ dialect: SheetDialect = SheetDialect(),
        _ body: (inout SheetWriter) throws -> Void
    ) throws -> String {
        let sink = MemorySink()
        try SheetWriter.writing(to: sink, dialect: dialect, body)
        return String(decoding: sink.bytes, as: UTF8.self)
    }
}
