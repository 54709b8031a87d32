extension Finding.Message {
    /// What broke a record, said of the line that it or its cell begins on.
    static func broken(_ fault: RecordFault) -> Self {
        switch fault.kind {
        case .longCell: longCell
        case .longRecord: longRow
        case .unclosedQuote: unclosedQuote
        case .strayQuote(let line): strayQuote(on: line == fault.line ? nil : line)
        case .outOfMemory: outOfMemory
        }
    }

    static func damaged(_ damage: TextDamage) -> Self {
        switch damage {
        case .nul: nul
        case .notUTF8(let bytes, let offset): notUTF8(bytes, offset: offset)
        case .loneSurrogate(let unit, let offset): loneSurrogate(unit, offset: offset)
        case .cutUTF16(let offset): cutUTF16(offset: offset)
        }
    }

    static let emptySheet: Self = "The sheet is empty. It needs a line of headers, and a row for every change."

    static let unclosedQuote: Self = "The quote that opens a cell here is never closed. Add the closing quote."

    /// - Parameter line: where the quote is, if that is not where its cell begins.
    static func strayQuote(on line: Int?) -> Self {
        let place = line.map { "the cell that begins here; the quote is on line \($0)" } ?? "a cell on this line"
        return """
            There is a quote in the middle of \(place). Put the whole cell in quotes, with no space before or after \
            them, and double the quotes inside it.
            """
    }

    static let longCell: Self = "A cell that begins here is longer than 64 KiB. Shorten it, or close its quote."

    static let longRow: Self = "The row that begins here is longer than 1 MiB. Check the sheet's line ends and quotes."

    static let outOfMemory: Self = "There is not enough memory to read the cell that begins here."

    static let nul: Self = """
        There is a NUL byte here, so this is not plain text, or it is UTF-16 without a byte order mark. \
        \(advice)
        """

    /// - Parameter offset: the position of the first of these bytes in the file, from 0.
    static func notUTF8(_ bytes: [UInt8], offset: Int) -> Self {
        "The text is not UTF-8 from byte \(offset) of the file on: \(appearance(of: bytes)). \(advice)"
    }

    static func loneSurrogate(_ unit: UInt16, offset: Int) -> Self {
        "The text is not UTF-16 at byte \(offset) of the file: \(hex([unit])) is half a character. \(advice)"
    }

    static func cutUTF16(offset: Int) -> Self {
        "The UTF-16 text ends inside a character, at byte \(offset) of the file: it seems cut off. Get the whole file."
    }

    private static let advice = "Save the sheet as 'CSV UTF-8' and try again."

    private static func appearance(of bytes: [UInt8]) -> String {
        guard let first = bytes.first, bytes.count == 1 else {
            return "the bytes \(hex(bytes)) are a part of a character"
        }
        guard let character = Windows1252.character(first) else {
            return "the byte \(hex(bytes)) is not text in any encoding that spreadsheets use"
        }
        return "the byte \(hex(bytes)) looks like Windows-1252 '\(character)'"
    }

    private static func hex(_ values: [some FixedWidthInteger]) -> String {
        values.map { value in
            let digits = String(value, radix: 16, uppercase: true)
            return String(repeating: "0", count: value.bitWidth / 4 - digits.count) + digits
        }.joined(separator: " ")
    }
}
