import Sheet
import TestSupport
import Testing

@Suite("Random sheets")
struct RandomSheetTests {
    @Test("where the reads fall makes no difference, whatever is in the file", arguments: 0..<20 as Range<UInt64>)
    func boundaries(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let bytes = soup(using: &generator)
            let whole = try Reading(bytes, schema: .any)
            for bufferSize in [1, 2, 3, 7] {
                #expect(try Reading(bytes, schema: .any, bufferSize: bufferSize) == whole, "\(bytes)")
            }
        }
    }

    @Test("random cells are read back the same, on the lines they were written to", arguments: 0..<10 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let records = (0..<30).map { number in ["\(number)"] + (0..<3).map { _ in cell(using: &generator) } }
        let sink = MemorySink()
        try SheetWriter.writing(to: sink, dialect: SheetDialect()) { writer in
            try writer.write(["phone", "a", "b", "c"])
            for record in records { try writer.write(record) }
        }
        let reading = try Reading(sink.bytes)
        #expect(reading.cells == records)
        #expect(reading.lines == lines(of: records))
        #expect(reading.stop == nil)
    }

    /// Bytes that mean something to some part of the reader, in any order.
    private func soup(using generator: inout SeededGenerator) -> [UInt8] {
        let pieces: [[UInt8]] = [
            [0x2C], [0x2C], [0x3B], [0x22], [0x22, 0x22], [0x0A], [0x0D], [0x0D, 0x0A], [0x20], [0x09], [0x61], [0x62],
            [0x2C, 0x22, 0x61, 0x22, 0x2C], [0xC3, 0xA9], [0xF0, 0x9F, 0x99, 0x82],
        ]
        let rare: [[UInt8]] = [[0x00], [0xE9], [0xC3], [0xF0, 0x9F], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF]]
        let start = Bool.random(using: &generator) ? Array("a,b,c\n".utf8) : []
        return (0..<Int.random(in: 0...40, using: &generator)).reduce(into: start) { bytes, _ in
            let choice = Int.random(in: 0..<40, using: &generator) == 0 ? rare : pieces
            bytes += choice.randomElement(using: &generator) ?? []
        }
    }

    private func cell(using generator: inout SeededGenerator) -> String {
        let pieces = ["\"", ",", "\n", "\r", "\r\n", " ", "\t", "x", "é", "🙂", ";", ""]
        return (0..<Int.random(in: 0...6, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
        }.joined()
    }

    /// Counted in another way than the reader does: by characters, of which CR LF is one.
    private func lines(of records: [[String]]) -> [Int] {
        var line = 2
        return records.map { record in
            defer { line += 1 + record.joined(separator: ",").count { $0 == "\n" || $0 == "\r" || $0 == "\r\n" } }
            return line
        }
    }
}
