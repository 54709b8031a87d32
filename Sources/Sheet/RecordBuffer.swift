/// What libcsv's callbacks fill: the records of the text parsed so far, and the physical lines they begin on.
///
/// libcsv knows nothing of lines. It reports every line break outside of quotes (`CSV_REPALL_NL`), and those inside of
/// quotes are in the cells, so that counting both gives the line of every cell.
struct RecordBuffer {
    /// A cell may hold this many bytes, and a record this many with its delimiters.
    static let maximumCell = 64 * 1024
    static let maximumRecord = 1024 * 1024

    /// The line of the next cell's first byte.
    private(set) var line = 1
    /// The first thing that was wrong; nothing is taken in after it.
    private(set) var fault: RecordFault?
    private var batch = RecordBatch()
    private var openLine = 1
    private var openCell = 0
    private var openByte = 0
    private var followsCarriageReturn = false

    mutating func appendCell(_ cell: UnsafeRawBufferPointer) {
        guard fault == nil else { return }
        if openCell == batch.cellEnds.count { openLine = line }
        let text = SpreadsheetForm.text(of: cell)
        guard text.count <= Self.maximumCell else { return fail(.longCell, line: line) }
        batch.bytes.append(contentsOf: text)
        batch.cellEnds.append(batch.bytes.count)
        if hasLineBreak(cell) { line += countLineBreaks(cell) }
        followsCarriageReturn = false
        let size = batch.bytes.count - openByte + batch.cellEnds.count - openCell
        if size > Self.maximumRecord { fail(.longRecord, line: openLine) }
    }

    /// - Parameter lineBreak: the byte that ended the line, or -1 at the end of the text.
    mutating func endLine(_ lineBreak: Int32) {
        guard fault == nil else { return }
        let isSecondHalf = lineBreak == Byte.lineFeed && followsCarriageReturn
        followsCarriageReturn = lineBreak == Byte.carriageReturn
        guard !isSecondHalf else { return }
        if openCell < batch.cellEnds.count { closeRecord() }
        line += 1
    }

    /// Hands over the records that are complete, and keeps the one that is not.
    mutating func takeRecords() -> RecordBatch {
        let taken = batch
        batch = RecordBatch()
        // The next batch is about as long as this one.
        batch.bytes.reserveCapacity(taken.bytes.count + taken.bytes.count / 8)
        batch.cellEnds.reserveCapacity(taken.cellEnds.count + taken.cellEnds.count / 8)
        batch.records.reserveCapacity(taken.records.count + taken.records.count / 8)
        batch.bytes.append(contentsOf: taken.bytes[openByte...])
        for end in taken.cellEnds[openCell...] { batch.cellEnds.append(end - openByte) }
        (openCell, openByte) = (0, 0)
        return taken
    }

    private mutating func closeRecord() {
        batch.records.append(.init(line: openLine, cells: openCell..<batch.cellEnds.count))
        openCell = batch.cellEnds.count
        openByte = batch.bytes.count
    }

    private mutating func fail(_ kind: RecordFault.Kind, line: Int) {
        fault = RecordFault(kind, line: line)
    }
}

/// What is wrong with the CSV itself.
struct RecordFault: Hashable {
    enum Kind: Hashable {
        case longCell
        case longRecord
        case unclosedQuote
        /// A quote in the middle of a cell, and the line it is on.
        case strayQuote(seenOn: Int)
        case outOfMemory
    }

    /// The line on which the cell or row concerned begins.
    let line: Int
    let kind: Kind

    init(_ kind: Kind, line: Int) {
        self.kind = kind
        self.line = line
    }
}

private func hasLineBreak(_ bytes: UnsafeRawBufferPointer) -> Bool {
    for byte in bytes where byte <= Byte.carriageReturn {
        if byte == Byte.carriageReturn || byte == Byte.lineFeed { return true }
    }
    return false
}

/// The number of physical lines that end inside some bytes: a CR LF pair is one line break.
func countLineBreaks(_ bytes: UnsafeRawBufferPointer) -> Int {
    var count = 0
    var previous: UInt8 = 0
    for byte in bytes {
        if byte == Byte.carriageReturn || byte == Byte.lineFeed && previous != Byte.carriageReturn { count += 1 }
        previous = byte
    }
    return count
}
