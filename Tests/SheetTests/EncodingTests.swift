import Sheet
import Testing

@Suite("Encoding")
struct EncodingTests {
    static let text = "phone,memo\r\n+1,naïve 語 🙂\r\n+2,\"a\r\nb\"\r\n"

    @Test(
        "UTF-8 and UTF-16 give the same rows, however the reads fall",
        arguments: [
            ("\u{FEFF}", TextEncoding.utf8), ("", .utf8), ("\u{FEFF}", .utf16LittleEndian),
            ("\u{FEFF}", .utf16BigEndian),
        ],
        [1, 2, 3, 7, 65536])
    func encodings(form: (mark: String, encoding: TextEncoding), bufferSize: Int) throws {
        let reading = try Reading(bytes(of: form.mark + Self.text, form.encoding), bufferSize: bufferSize)
        #expect(reading.cells == [["+1", "naïve 語 🙂"], ["+2", "a\r\nb"]])
        #expect(reading.lines == [2, 3])
        #expect(reading.header?.position(of: "phone_number") == 0)
        #expect(
            reading.dialect
                == SheetDialect(
                    encoding: form.encoding, hasByteOrderMark: !form.mark.isEmpty, lineEnding: .carriageReturnLineFeed))
        #expect(reading.stop == nil)
    }

    @Test(
        "bytes that are no UTF-8 stop the reading with their offset, line and looks",
        arguments: [
            ([0x63, 0x61, 0x66, 0xE9, 0x0A], "from byte 19 of the file on: the byte E9 looks like Windows-1252 'é'"),
            ([0x80], "from byte 16 of the file on: the byte 80 looks like Windows-1252 '€'"),
            (
                [0x81, 0x41],
                "from byte 16 of the file on: the byte 81 is not text in any encoding that spreadsheets use"
            ),
            ([0xE8, 0xAA], "from byte 16 of the file on: the bytes E8 AA are a part of a character"),
            ([0xE8, 0xAA, 0x0A], "from byte 16 of the file on: the bytes E8 AA are a part of a character"),
            ([0xC0, 0x80], "from byte 16 of the file on: the byte C0 looks like Windows-1252 'À'"),
            ([0xED, 0xA0, 0x80], "from byte 16 of the file on: the byte ED looks like Windows-1252 'í'"),
            ([0xF5], "from byte 16 of the file on: the byte F5 looks like Windows-1252 'õ'"),
        ] as [([UInt8], String)], [1, 2, 3, 7, 65536])
    func notUTF8(damage: (bytes: [UInt8], looks: String), bufferSize: Int) throws {
        let reading = try Reading(Array("phone,x\n+1,a\n+2,".utf8) + damage.bytes, bufferSize: bufferSize)
        #expect(
            reading.stop
                == "numbers.csv:3: error: The text is not UTF-8 \(damage.looks). \(StopTests.encodingAdvice)")
        #expect(reading.cells == [["+1", "a"]])
    }

    @Test("the line of damage counts the line breaks inside an open quote")
    func damageInQuotes() throws {
        let reading = try Reading(Array("phone,x\n+1,\"a\r\n\nb".utf8) + [0xFF])
        #expect(reading.stop?.hasPrefix("numbers.csv:4: error: The text is not UTF-8 from byte 17 of the file") == true)
    }

    @Test("offsets count the byte order mark")
    func offsetWithMark() throws {
        let reading = try Reading([0xEF, 0xBB, 0xBF] + Array("phone\n".utf8) + [0xFF])
        #expect(reading.stop?.contains("from byte 9 of the file on: the byte FF looks like Windows-1252 'ÿ'") == true)
    }

    @Test("half a character stops a UTF-16 sheet", arguments: [1, 2, 3, 7, 65536])
    func loneSurrogate(bufferSize: Int) throws {
        let start = bytes(of: "\u{FEFF}phone\n+1\n", .utf16LittleEndian)
        let reading = try Reading(start + [0x3D, 0xD8, 0x41, 0x00], bufferSize: bufferSize)
        #expect(
            reading.stop == """
                numbers.csv:3: error: The text is not UTF-16 at byte 20 of the file: D83D is half a character. \
                \(StopTests.encodingAdvice)
                """)
        #expect(reading.cells == [["+1"]])
    }

    @Test(
        "a UTF-16 sheet that was cut off says so",
        arguments: [[0x41], [0x3D, 0xD8], [0x3D, 0xD8, 0x00]] as [[UInt8]], [1, 2, 3, 100])
    func cut(rest: [UInt8], bufferSize: Int) throws {
        let start = bytes(of: "\u{FEFF}phone\n+1\n", .utf16LittleEndian)
        let reading = try Reading(start + rest, bufferSize: bufferSize)
        #expect(
            reading.stop == """
                numbers.csv:3: error: The UTF-16 text ends inside a character, at byte 20 of the file: it seems cut \
                off. Get the whole file.
                """)
    }

    @Test("UTF-16 without a mark is recognised by its NUL bytes")
    func unmarkedUTF16() throws {
        let reading = try Reading(bytes(of: "phone\n", .utf16LittleEndian))
        #expect(reading.stop?.hasPrefix("numbers.csv:1: error: There is a NUL byte here") == true)
    }

    private func bytes(of text: String, _ encoding: TextEncoding) -> [UInt8] {
        switch encoding {
        case .utf8: Array(text.utf8)
        case .utf16LittleEndian: text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case .utf16BigEndian: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        }
    }
}
