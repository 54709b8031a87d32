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

    @Test("the same header twice is refused with both positions")
    func repeated() throws {
        #expect(
            try Reading("phone,Old Notes,voice,old_notes\n+1,a,b,c\n").stop == """
                numbers.csv:1: error: The same header stands there twice: 'Old Notes' (column 2) and 'old_notes' \
                (column 4), as case, spaces, '_' and '-' do not count. Rename or remove one of them.
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
