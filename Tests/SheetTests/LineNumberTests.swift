import Sheet
import Testing

@Suite("Line numbers")
struct LineNumberTests {
    @Test(
        "rows stand on the physical line of their first byte, in every line ending and however the reads fall",
        arguments: ["\n", "\r\n", "\r"], [1, 2, 3, 7, 64])
    func physical(lineEnd: String, bufferSize: Int) throws {
        let text = """
            phone,memo

            +1,plain
            +2,"quoted

            over four lines
            "
            ,,
            +3,"x"
               
            "+4
            ",last
            """
        let reading = try Reading(text.replacing("\n", with: lineEnd), bufferSize: bufferSize)
        #expect(reading.lines == [3, 4, 9, 11])
        #expect(reading.rows[1].cells == ["+2", "quoted\n\nover four lines\n".replacing("\n", with: lineEnd)])
        #expect(reading.stop == nil)
    }

    @Test("line endings may be mixed", arguments: [1, 2, 3, 100])
    func mixed(bufferSize: Int) throws {
        // Lines: 1 phone, 2 blank, 3 +1, 4 blank, 5 +2, 6 blank, 7 to 9 the quoted cell, 10 +3.
        let reading = try Reading("phone\r\r\n+1\n\r+2\r\n\n\"a\n\r\"\r+3", bufferSize: bufferSize)
        #expect(reading.lines == [3, 5, 7, 10])
    }
}
