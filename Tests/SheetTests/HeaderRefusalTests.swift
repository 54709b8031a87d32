import Sheet
import Testing

@Suite("Headers that are refused")
struct HeaderRefusalTests {
    @Test(
        "without a needed column, the headers and the nearest guess are named",
        arguments: [
            (
                "Phnoe,Voice,It's\n",
                """
                numbers.csv:1: error: The sheet has no phone_number or connector_id column. Its headers are: 'Phnoe', \
                'Voice', 'It's'. 'Phnoe' may be the phone_number.
                """
            ),
            (
                "\nnotes,conector-id\n",
                """
                numbers.csv:2: error: The sheet has no phone_number or connector_id column. Its headers are: 'notes', \
                'conector-id'. 'conector-id' may be the connector_id.
                """
            ),
            (
                "id,Ann's phone (home)\n",
                """
                numbers.csv:1: error: The sheet has no phone_number or connector_id column. Its headers are: 'id', \
                'Ann's phone (home)'. 'Ann's phone (home)' may be the phone_number.
                """
            ),
            (
                "a,b\n",
                """
                numbers.csv:1: error: The sheet has no phone_number or connector_id column. Its headers are: 'a', 'b'. \
                It may go by another name.
                """
            ),
        ])
    func missingColumn(text: String, stop: String) throws {
        #expect(try Reading(text).stop == stop)
    }

    @Test(
        "the same header twice is refused with both positions when the column is read",
        arguments: [
            ("phone,Voice,a,voice\n", [], "'Voice' (column 2) and 'voice' (column 4)"),
            ("phone,TTS Voice,tts_voice\n", [], "'TTS Voice' (column 2) and 'tts_voice' (column 3)"),
            ("phone,Voice,\u{200B}voice\n", [], "'Voice' (column 2) and 'voice' (column 3)"),
            (
                "phone,Old Notes,old_notes\n", [ColumnMapping(header: "old-notes", column: "voice")],
                "'Old Notes' (column 2) and 'old_notes' (column 3)"
            ),
        ])
    func repeated(text: String, mappings: [ColumnMapping], places: String) throws {
        #expect(
            try Reading(text, mappings: mappings).stop == """
                numbers.csv:1: error: The same header stands there twice: \(places), as case, spaces, '_', '-' and \
                what cannot be seen do not count. Rename or remove one of them.
                """)
    }

    @Test(
        "headers alike that are only carried along do no harm",
        arguments: ["phone,Old Notes,old_notes\n", "Notes,phone,Notes,notes\n", "phone,x,x,X,x\n"])
    func carriedTwice(text: String) throws {
        #expect(try Reading(text).stop == nil)
    }

    @Test(
        "a sheet that begins with values is told to get a header, not that its numbers are headers",
        arguments: ["+442079460001,en-GB-Neural2-A\n", "x,+44 20 7946 0001\n+442079460002,y\n"])
    func values(text: String) throws {
        let schema = SheetSchema(
            columns: [ColumnDefinition(name: "phone_number", kind: CellKind("phone numbers") { $0.hasPrefix("+") })],
            needsOneOf: ["phone_number"])
        #expect(
            try Reading(text, schema: schema).stop == """
                numbers.csv:1: error: The sheet begins with a row of values, not with headers. Put a line above it \
                that says what the columns are, such as phone_number.
                """)
    }

    @Test("two headers for one column are refused with both positions and a way out")
    func ambiguous() throws {
        #expect(
            try Reading("Phone,voice,Number\n").stop == """
                numbers.csv:1: error: Two headers stand for phone_number: 'Phone' (column 1) and 'Number' (column 3). \
                Rename one of them, or say which one counts.
                """)
    }

    @Test(
        "a mapping that makes no sense is refused, naming what there is",
        arguments: [
            (
                [ColumnMapping(header: "phone", column: "fax")],
                """
                numbers.csv:1: error: The mapping 'phone=fax' names no known column. The columns are: phone_number, \
                connector_id and voice_name.
                """
            ),
            (
                [ColumnMapping(header: "Telephone", column: "phone_number")],
                """
                numbers.csv:1: error: The mapping 'Telephone=phone_number' names a header that the sheet does not \
                have. Its headers are: 'phone', 'memo'.
                """
            ),
            (
                [ColumnMapping(header: "result_id", column: "connector_id")],
                """
                numbers.csv:1: error: The mapping 'result_id=connector_id' names a column of an earlier run's \
                results, which is not read. Rename it in the sheet.
                """
            ),
            (
                [
                    ColumnMapping(header: "memo", column: "voice"),
                    ColumnMapping(header: "memo", column: "connector_id"),
                ],
                """
                numbers.csv:1: error: The header 'memo' is mapped to more than one column: connector_id \
                and voice_name.
                """
            ),
            (
                [ColumnMapping(header: "memo", column: "voice"), ColumnMapping(header: "phone", column: "voice_name")],
                """
                numbers.csv:1: error: Two headers are mapped to voice_name: 'memo' (column 2) and 'phone' \
                (column 1). Keep one of them.
                """
            ),
        ])
    func senselessMapping(mappings: [ColumnMapping], stop: String) throws {
        #expect(try Reading("phone,memo,result_id\n", mappings: mappings).stop == stop)
    }
}
