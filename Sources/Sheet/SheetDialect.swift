import ForeignText

/// How a sheet is written down: what separates its cells and lines, and how its text became bytes.
package struct SheetDialect: Sendable, Hashable, Codable {
    package var delimiter: Delimiter
    package var encoding: TextEncoding
    package var hasByteOrderMark: Bool
    /// The line ending seen first in the sheet.
    package var lineEnding: LineEnding
    /// Whether phone numbers are written as `="+442071838750"`, which Excel shows as they are and not as 4.42E+11.
    ///
    /// Never found out from a sheet: every reader takes that form for the number itself.
    package var isForExcel: Bool

    package init(
        delimiter: Delimiter = .comma,
        encoding: TextEncoding = .utf8,
        hasByteOrderMark: Bool = false,
        lineEnding: LineEnding = .lineFeed,
        isForExcel: Bool = false
    ) {
        self.delimiter = delimiter
        self.encoding = encoding
        self.hasByteOrderMark = hasByteOrderMark
        self.lineEnding = lineEnding
        self.isForExcel = isForExcel
    }

    /// Decodes what earlier versions encoded too: they knew nothing of Excel.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        delimiter = try container.decode(Delimiter.self, forKey: .delimiter)
        encoding = try container.decode(TextEncoding.self, forKey: .encoding)
        hasByteOrderMark = try container.decode(Bool.self, forKey: .hasByteOrderMark)
        lineEnding = try container.decode(LineEnding.self, forKey: .lineEnding)
        isForExcel = try container.decodeIfPresent(Bool.self, forKey: .isForExcel) ?? false
    }
}

/// The bytes that may separate cells.
package enum Delimiter: UInt8, Sendable, Hashable, Codable, CaseIterable {
    case comma = 0x2C
    case semicolon = 0x3B
    case tab = 0x09
    case pipe = 0x7C

    /// The delimiter that a person means by one character, or by its name (`comma`, `semicolon`, `tab`, `pipe`).
    package init?(argument: String) {
        switch argument.lowercased() {
        case ",", "comma": self = .comma
        case ";", "semicolon": self = .semicolon
        case "\t", "\\t", "tab": self = .tab
        case "|", "pipe": self = .pipe
        default: return nil
        }
    }
}

/// The encodings that are read. Every file is written as UTF-8.
package enum TextEncoding: String, Sendable, Hashable, Codable, CaseIterable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
}

package enum LineEnding: String, Sendable, Hashable, Codable, CaseIterable {
    case lineFeed = "LF"
    case carriageReturnLineFeed = "CRLF"
    case carriageReturn = "CR"
}

extension SheetDialect {
    /// Whether a file in this dialect begins with a UTF-8 byte order mark.
    ///
    /// A UTF-16 sheet always had a mark, and comes back as UTF-8 with one: its owner's spreadsheet looks for it. So
    /// does Excel, which takes UTF-8 without a mark for the system's old code page.
    package var writesByteOrderMark: Bool { hasByteOrderMark || encoding != .utf8 || isForExcel }

    /// What ends a written record. Lone carriage returns are read but no longer written.
    package var recordEnd: [UInt8] {
        lineEnding == .carriageReturnLineFeed ? [Byte.carriageReturn, Byte.lineFeed] : [Byte.lineFeed]
    }
}

/// The bytes that mean something in CSV, whatever the dialect.
enum Byte {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    /// Ctrl-Z.
    static let endMark: UInt8 = 0x1A
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let apostrophe: UInt8 = 0x27
    /// The byte order mark in UTF-8.
    static let orderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == space || byte == tab || byte == carriageReturn || byte == lineFeed
    }

    /// Whether there is nothing to see in a text: blanks, spaces of any kind, marks that show as nothing, the
    /// mark of the end.
    static func areBlank(_ text: some Sequence<UInt8>) -> Bool {
        var decoder = UTF8()
        var bytes = text.lazy.drop(while: isBlank).makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&bytes) {
            if !scalar.isBlank, scalar.value != endMark { return false }
        }
        return bytes.next() == nil
    }
}
