/// Reads a sheet from start to end, one row at a time, in memory that does not grow with the sheet.
///
/// The header is read at once, so that a reader that exists knows its columns. What makes the sheet unreadable is
/// thrown where it stands in the file: after the rows before it.
package final class SheetReader {
    /// The size of a read from the file, in bytes.
    package static let defaultBufferSize = 64 * 1024

    /// The path as given, or `standard input`; what the findings name.
    package let file: String
    package let dialect: SheetDialect
    package let header: SheetHeader
    private var source: TextSource
    private let parser: RecordParser
    /// Records that were parsed and not handed over yet.
    private var batch: RecordBatch
    /// What comes after the batch.
    private var next: Continuation

    /// Opens a sheet and reads its header.
    ///
    /// - Parameters:
    ///   - path: `-` for standard input.
    ///   - mappings: what the person said about headers; it counts more than the schema's names and aliases.
    ///   - delimiter: nil to find it out from the header.
    package convenience init(
        path: String,
        schema: SheetSchema,
        mappings: [ColumnMapping] = [],
        delimiter: Delimiter? = nil,
        bufferSize: Int = defaultBufferSize
    ) throws(SheetError) {
        let source = try TextSource(FileSource.opening(path), bufferSize: bufferSize)
        try self.init(source, schema: schema, mappings: mappings, delimiter: delimiter)
    }

    init(
        _ source: consuming TextSource,
        schema: SheetSchema,
        mappings: [ColumnMapping],
        delimiter: Delimiter?
    ) throws(SheetError) {
        let start = try SheetStart(reading: &source, delimiter: delimiter)
        file = source.name
        dialect = start.dialect(of: source, delimiter: delimiter, schema: schema)
        parser = RecordParser(delimiter: dialect.delimiter)
        next = parser.take(start.chunk, of: file)
        batch = parser.takeRecords()
        var header = try batch.removeHeader(file: file, schema: schema, mappings: mappings)
        // What looked like a header may turn out to be a blank line.
        while header == nil, case .more = next {
            next = parser.take(try source.nextChunk(), of: file)
            batch = parser.takeRecords()
            header = try batch.removeHeader(file: file, schema: schema, mappings: mappings)
        }
        guard let header else { throw next.missingHeader(file: file) }
        self.source = source
        self.header = header
    }

    /// Hands over all rows in order. Blank lines, and lines of delimiters only, are no rows.
    ///
    /// - Throws: a `SheetError` where the sheet cannot be read any further, and whatever `body` throws.
    package func forEachRow(_ body: (borrowing SheetRow) throws -> Void) throws {
        while try readRows(body) {}
    }

    /// Hands over the rows of the next read; false when there are no more. For callers with work to do in between.
    package func readRows(_ body: (borrowing SheetRow) throws -> Void) throws -> Bool {
        let context = RowContext(file: file, header: header, batch: batch)
        batch = RecordBatch()
        for record in context.batch.records where !context.batch.isBlank(record.cells) {
            try body(SheetRow(record, in: context))
        }
        return try advance()
    }

    private func advance() throws(SheetError) -> Bool {
        switch next {
        case .more:
            next = parser.take(try source.nextChunk(), of: file)
            batch = parser.takeRecords()
            return true
        case .end:
            return false
        case .stop(let error):
            throw error
        }
    }
}

/// What follows the records that were parsed so far.
private enum Continuation {
    case more
    case end
    case stop(SheetError)

    static func stop(_ fault: RecordFault, of file: String) -> Self {
        .stop(SheetError(file: file, line: fault.line, .broken(fault)))
    }

    /// Why there is no header when nothing came before this.
    func missingHeader(file: String) -> SheetError {
        if case .stop(let error) = self { error } else { SheetError(file: file, .emptySheet) }
    }
}

extension RecordParser {
    /// Parses a chunk and tells what follows its records.
    fileprivate func take(_ chunk: TextChunk, of file: String) -> Continuation {
        if let fault = parse(chunk.text) { return .stop(fault, of: file) }
        switch chunk.ending {
        case nil: return .more
        case .damage(let damage): return .stop(SheetError(file: file, line: line, .damaged(damage)))
        case .endOfFile: return finish().map { .stop($0, of: file) } ?? .end
        }
    }
}

extension RecordBatch {
    /// Takes the first record that is not blank as the header; nil if there is none.
    fileprivate mutating func removeHeader(
        file: String,
        schema: SheetSchema,
        mappings: [ColumnMapping]
    ) throws(SheetError) -> SheetHeader? {
        guard let index = records.firstIndex(where: { !isBlank($0.cells) }) else { return nil }
        let record = records[index]
        records.removeFirst(index + 1)
        let names = record.cells.map { string(ofCell: $0) }
        return try HeaderMatcher(file: file, line: record.line, names: names, schema: schema).match(mappings)
    }
}
