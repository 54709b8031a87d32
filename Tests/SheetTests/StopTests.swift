import Sheet
import Testing

@Suite("Sheets that cannot be read to the end")
struct StopTests {
    static let quoteAdvice = """
        Put the whole cell in quotes, with no space before or after them, and double the quotes inside it.
        """
    static let encodingAdvice = "Save the sheet as 'CSV UTF-8' and try again."

    @Test(
        "the sheet says where it stopped, however the reads fall, and hands over the rows before",
        arguments: [
            (
                "phone,memo\n+1,a\n+2,\"x\n\ny,1\n+3,b\n",
                "numbers.csv:3: error: The quote that opens a cell here is never closed. Add the closing quote."
            ),
            (
                "phone,memo\n+1,a\n+2,5\" disk\n+3,b\n",
                "numbers.csv:3: error: There is a quote in the middle of a cell on this line. \(quoteAdvice)"
            ),
            (
                "phone,memo\n+1,a\n+2, \"spaced\"\n",
                "numbers.csv:3: error: There is a quote in the middle of a cell on this line. \(quoteAdvice)"
            ),
            (
                "phone,memo\r\n+1,a\r\n+2,\"x\r\n+3,\"b\"\r\n",
                """
                numbers.csv:3: error: There is a quote in the middle of the cell that begins here; the quote is on \
                line 4. \(quoteAdvice)
                """
            ),
            (
                "phone,memo\n+1,a\n\n+2,x\0y\n+3,\"\n",
                """
                numbers.csv:4: error: There is a NUL byte here, so this is not plain text, or it is UTF-16 without a \
                byte order mark. \(encodingAdvice)
                """
            ),
        ], [1, 2, 3, 7, 65536])
    func stops(expectation: (text: String, stop: String), bufferSize: Int) throws {
        let reading = try Reading(expectation.text, bufferSize: bufferSize)
        #expect(reading.stop == expectation.stop)
        #expect(reading.cells == [["+1", "a"]])
    }

    @Test(
        "a cell over 64 KiB stops the reading at the line it begins on, closed or not",
        arguments: [("\"", "\""), ("\"", ""), ("", "")], [1000, 65536, 1 << 20])
    func longCell(quotes: (open: String, close: String), bufferSize: Int) throws {
        let cell = quotes.open + "x" + String(repeating: quotes.open.isEmpty ? "x" : "\n", count: 65536) + quotes.close
        let reading = try Reading("phone,memo\n+1,a\n+2,\(cell)\n+3,b\n", bufferSize: bufferSize)
        #expect(
            reading.stop
                == """
                numbers.csv:3: error: A cell that begins here is longer than 64 KiB. Shorten it, or close its \
                quote.
                """
        )
        #expect(reading.cells == [["+1", "a"]])
    }

    @Test("a cell of 64 KiB is read", arguments: ["", "\""], [1000, 65536])
    func longestCell(quote: String, bufferSize: Int) throws {
        let cell = String(repeating: "x", count: 65536)
        #expect(try Reading("phone,memo\n+1,\(quote)\(cell)\(quote)", bufferSize: bufferSize).cells == [["+1", cell]])
    }

    @Test("a row over 1 MiB stops the reading before it fills the memory", arguments: [",", "x,", "\n"])
    func longRow(piece: String) throws {
        let text = "phone\n+1\n" + String(repeating: piece, count: 1 << 20) + "y\n"
        let reading = try Reading(text, delimiter: .comma)
        let stop =
            """
            numbers.csv:3: error: The row that begins here is longer than 1 MiB. Check the sheet's line ends and \
            quotes.
            """
        #expect(reading.stop == (piece == "\n" ? nil : stop))
    }

    @Test("a header that never ends is stopped as well")
    func endlessHeader() throws {
        let reading = try Reading(String(repeating: "x,", count: 1 << 20), bufferSize: 1 << 21)
        #expect(
            reading.stop
                == """
                numbers.csv:1: error: The row that begins here is longer than 1 MiB. Check the sheet's line ends \
                and quotes.
                """
        )
    }
}
