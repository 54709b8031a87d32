import Sheet

/// One file to read, and how.
struct FuzzInput {
    var bytes: [UInt8]
    /// Nil to let the reader find it out.
    var delimiter: Delimiter?
    var bufferSize: Int
    var isForExcel: Bool
    /// The rows that the file was made of, if it was.
    var rows: [[[UInt8]]]?
    /// The delimiter that the file was made with.
    var madeWith: Delimiter?
}
