import Sheet
import Testing

@Suite("Header")
struct HeaderTests {
    @Test(
        "a column is found by name or alias, whatever its case, spaces, underscores and hyphens",
        arguments: ["phone_number", "Phone Number", " PHONE-NUMBER ", "phonenumber", "Phone", "\"number\""])
    func spellings(header: String) throws {
        let reading = try Reading("Notes,\(header),TTS Voice\n")
        #expect(reading.header?.positions == ["phone_number": 1, "voice_name": 2])
        #expect(reading.stop == nil)
    }

    @Test("a header alone is a sheet without rows", arguments: ["phone", "phone\n", "\n\r\nphone\r\n\r\n"])
    func headerOnly(text: String) throws {
        let reading = try Reading(text)
        #expect(reading.header?.names == ["phone"])
        #expect(reading.rows.isEmpty)
        #expect(reading.stop == nil)
    }

    @Test("the header may come after blank lines, and knows its line")
    func headerLine() throws {
        #expect(try Reading("\r\n,,\r\nphone,x\r\n").header?.line == 3)
    }

    @Test("result columns are not the sheet's own and are not matched")
    func resultColumns() throws {
        let reading = try Reading("result_line,phone,Result_connector_id, result_x ,results\n")
        #expect(reading.header?.ownPositions == [1, 4])
        #expect(reading.header?.position(of: "phone_number") == 1)
        #expect(reading.header?.position(of: "connector_id") == nil)
    }

    @Test("repeated result columns and empty headers are let pass")
    func harmlessRepetition() throws {
        #expect(try Reading("phone,,,result_a,result_a\n").stop == nil)
    }

    @Test("a mapping counts more than names and aliases")
    func mappingWins() throws {
        let reading = try Reading(
            "phone,New Number,voice\n", mappings: [.init(header: "new-number", column: "Phone Number")])
        #expect(reading.header?.positions == ["phone_number": 1, "voice_name": 2])
    }

    @Test("a header that was mapped no longer stands for what its name says")
    func mappedAway() throws {
        let mapping = ColumnMapping(header: "voice", column: "connector_id")
        #expect(try Reading("voice\n", mappings: [mapping]).header?.positions == ["connector_id": 0])
    }

    @Test(
        "a mapping is written as header=column, split at the last equals sign",
        arguments: [
            ("Their header=phone_number", ColumnMapping(header: "Their header", column: "phone_number")),
            ("a=b=voice", ColumnMapping(header: "a=b", column: "voice")),
            ("phone", nil), ("=voice", nil), ("a= ", nil),
        ])
    func mappingArgument(argument: String, mapping: ColumnMapping?) {
        #expect(ColumnMapping(argument: argument) == mapping)
    }
}
