/// A format that people take for CSV, told by the first bytes of a file.
enum ForeignFormat: CaseIterable {
    case workbook, oldWorkbook, gzip, utf32LittleEndian, utf32BigEndian, zstandard, bzip2, pdf

    /// What the file is and what to do, of a file that begins so.
    var message: Finding.Message {
        switch self {
        case .workbook:
            """
            This is an Excel or OpenDocument workbook (or another ZIP archive), not CSV. Open it in the spreadsheet \
            and save the sheet as CSV UTF-8.
            """
        case .oldWorkbook: "This is an old Excel workbook (.xls), not CSV. Open it and save the sheet as CSV UTF-8."
        case .gzip: "This file is compressed with gzip. Unpack it first, with gunzip."
        case .zstandard: "This file is compressed with Zstandard. Unpack it first, with unzstd."
        case .bzip2: "This file is compressed with bzip2. Unpack it first, with bunzip2."
        case .utf32LittleEndian, .utf32BigEndian: "The text is UTF-32. Save it as UTF-8."
        case .pdf: "This is a PDF, not CSV. Export the sheet that it was made of as CSV UTF-8."
        }
    }

    private var start: [UInt8] {
        switch self {
        case .workbook: [0x50, 0x4B, 0x03, 0x04]
        case .oldWorkbook: [0xD0, 0xCF, 0x11, 0xE0]
        case .gzip: [0x1F, 0x8B]
        case .utf32LittleEndian: [0xFF, 0xFE, 0x00, 0x00]
        case .utf32BigEndian: [0x00, 0x00, 0xFE, 0xFF]
        case .zstandard: [0x28, 0xB5, 0x2F, 0xFD]
        case .bzip2: [0x42, 0x5A, 0x68]
        case .pdf: [0x25, 0x50, 0x44, 0x46, 0x2D]
        }
    }

    /// Nil when a file that begins so may be a sheet.
    init?(start: [UInt8]) {
        guard let format = Self.allCases.first(where: { start.starts(with: $0.start) }) else { return nil }
        // `BZh` may begin a header; its next byte is a digit in an archive, and its fifth is no letter.
        if format == .bzip2, !(start.count > 4 && 0x31...0x39 ~= start[3] && start[4] == 0x31) { return nil }
        self = format
    }

    static let longestStart = 5
}
