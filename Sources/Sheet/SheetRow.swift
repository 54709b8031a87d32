import ForeignText

/// One row of a sheet, valid only while it is being looked at: its cells lie in the reader's buffer.
package struct SheetRow: ~Copyable {
    /// The physical line its first byte is on, from 1.
    package let line: Int
    /// The cells of the row, which need not be as many as the header has.
    private let cells: Range<Int>
    private let context: RowContext

    init(_ record: RecordBatch.Record, in context: RowContext) {
        line = record.line
        cells = record.cells
        self.context = context
    }

    package var header: SheetHeader { context.header }
    package var cellCount: Int { cells.count }

    /// Looks at the bytes of a cell in place, nothing trimmed. A missing cell has none.
    ///
    /// Quotes are taken off, and so is what kept the text from a spreadsheet: `'=1+1` is `=1+1`.
    ///
    ///
    /// - Parameter position: counts the header's cells from 0.
    package func withBytes<Result>(at position: Int, _ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        let bytes = context.batch.bytes
        return try body(bytes.span.extracting(range(at: position)))
    }

    /// The text of a cell, quotes taken off and nothing trimmed. A missing cell is empty.
    package func string(at position: Int) -> String {
        String(decoding: context.batch.bytes[range(at: position)], as: UTF8.self)
    }

    /// Adds cells to a text that is the same for rows in which these cells are the same, and no other.
    package func appendIdentity(of positions: [Int], to text: inout [UInt8]) {
        let batch = context.batch
        batch.bytes.withUnsafeBufferPointer { bytes in
            for position in positions {
                let cell = range(at: position)
                withUnsafeBytes(of: UInt32(cell.count)) { text.append(contentsOf: $0) }
                text.append(contentsOf: bytes[cell])
            }
        }
    }

    /// Whether a cell is missing, empty, or holds only spaces, tabs and line breaks.
    package func isBlank(at position: Int) -> Bool {
        context.batch.bytes[range(at: position)].allSatisfy { Byte.isBlank($0) }
    }

    private func range(at position: Int) -> Range<Int> {
        position < cells.count ? context.batch.range(ofCell: cells.lowerBound + position) : 0..<0
    }

    /// Adds the sheet's own cells to a CSV record, as `SheetHeader.ownPositions` names them, without a line ending.
    ///
    /// Cells that the row lacks are empty, and cells beyond the header are left off. The texts are the sheet's,
    /// verbatim; formulas among them are protected, and numbers written for Excel if the dialect is.
    package func encode(into record: inout [UInt8], as dialect: SheetDialect) {
        for (index, position) in context.header.ownPositions.enumerated() {
            if index > 0 { record.append(dialect.delimiter.rawValue) }
            withBytes(at: position) { record.appendCell($0, as: dialect) }
        }
    }

    package func encoded(as dialect: SheetDialect) -> [UInt8] {
        var record: [UInt8] = []
        encode(into: &record, as: dialect)
        return record
    }
}

extension SheetRow {
    /// Whether the row has more in it than the header has columns, so that it is not known what its cells mean.
    package var isMalformed: Bool {
        cells.count > header.count && !context.batch.isBlank(extraCells)
    }

    /// What is wrong with the number of cells: an error if there are too many, a warning if there are too few.
    ///
    /// Delimiters that a spreadsheet left at the end of a row are nothing to speak of.
    package var shapeFinding: Finding? {
        if isMalformed { return finding(.error, .extraCells(extraTexts, count: cellCount, of: header.count)) }
        guard cellCount < header.count else { return nil }
        let missing = Array(header.names[cellCount...])
        return finding(.warning, .missingCells(missing, count: cellCount, of: header.count))
    }

    private var extraCells: Range<Int> { cells.dropFirst(header.count) }

    private var extraTexts: [String] { extraCells.map { context.batch.string(ofCell: $0) } }

    private func finding(_ severity: Finding.Severity, _ message: Finding.Message) -> Finding {
        Finding(severity, file: context.file, line: line, message: message)
    }
}

/// What the rows of one batch share.
final class RowContext: Sendable {
    let file: String
    let header: SheetHeader
    let batch: RecordBatch

    init(file: String, header: SheetHeader, batch: RecordBatch) {
        self.file = file
        self.header = header
        self.batch = batch
    }
}

extension Finding.Message {
    static func extraCells(_ extra: [String], count: Int, of expected: Int) -> Self {
        """
        The row has \(cells(count)) but the header has \(expected); those beyond it are \
        \(extra.map(\.trimmedOfPaste).quotedList(limit: 3)). \
        Put quotes round a cell that holds the delimiter.
        """
    }

    static func missingCells(_ names: [String], count: Int, of expected: Int) -> Self {
        """
        The row has \(cells(count)) but the header has \(expected); \
        \(names.map(\.trimmedOfPaste).quotedList(limit: 5)) count as empty.
        """
    }

    private static func cells(_ count: Int) -> String {
        count == 1 ? "1 cell" : "\(count) cells"
    }
}
