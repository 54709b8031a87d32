import Sheet
import Testing

@Suite("Files that are no text")
struct ForeignFormatTests {
    @Test(
        "are named for what they are, with what to do",
        arguments: [
            ([0x50, 0x4B, 0x03, 0x04, 0x14, 0x00], "This is an Excel or OpenDocument workbook"),
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], "This is an old Excel workbook (.xls)"),
            ([0x1F, 0x8B, 0x08, 0x00, 0x00], "This file is compressed with gzip. Unpack it first, with gunzip."),
            ([0x28, 0xB5, 0x2F, 0xFD, 0x04], "This file is compressed with Zstandard."),
            ([0x42, 0x5A, 0x68, 0x39, 0x31, 0x41], "This file is compressed with bzip2."),
            ([0x25, 0x50, 0x44, 0x46, 0x2D, 0x31], "This is a PDF, not CSV."),
            ([0xFF, 0xFE, 0x00, 0x00, 0x61, 0, 0, 0], "The text is UTF-32. Save it as UTF-8."),
            ([0x00, 0x00, 0xFE, 0xFF, 0, 0, 0, 0x61], "The text is UTF-32. Save it as UTF-8."),
        ] as [([UInt8], String)], [1, 3, 65_536])
    func named(file: (start: [UInt8], says: String), bufferSize: Int) throws {
        let stop = try Reading(file.start + Array("phone\n+1\n".utf8), bufferSize: bufferSize).stop
        #expect(stop?.hasPrefix("numbers.csv: error: \(file.says)") == true, "\(stop ?? "")")
    }

    @Test(
        "a header that begins like one is still a header",
        arguments: ["BZh,phone\n", "PK,phone\n", "%,phone\n", "(,phone\n"])
    func headers(text: String) throws {
        #expect(try Reading(text).stop == nil)
        #expect(try Reading(text).header?.position(of: "phone_number") == 1)
    }
}
