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
    private let feed: RecordFeed
    /// What came after the header in the first read.
    private var piece: RecordPiece
    private let onBytes: ((UnsafeRawBufferPointer) throws -> Void)?
    private let isStopped: @Sendable () -> Bool

    /// Opens a sheet and reads its header.
    ///
    /// - Parameters:
    ///   - path: `-` for standard input.
    ///   - mappings: what the person said about headers; it counts more than the schema's names and aliases.
    ///   - delimiter: nil to find it out from the header.
    ///   - onBytes: gets the file's bytes in order, each before the rows that are made of it, on the thread that asks
    ///     for rows; not before it does.
    ///   - isStopped: asked between rows that are read together, and while nothing comes; then `CancellationError` is
    ///     thrown.
    package convenience init(
        path: String,
        schema: SheetSchema,
        mappings: [ColumnMapping] = [],
        delimiter: Delimiter? = nil,
        bufferSize: Int = defaultBufferSize,
        onBytes: ((UnsafeRawBufferPointer) throws -> Void)? = nil,
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws {
        try self.init(
            source: try FileSource.opening(path, isStopped: isStopped), schema: schema, mappings: mappings,
            delimiter: delimiter, bufferSize: bufferSize, onBytes: onBytes, isStopped: isStopped)
    }

    /// The same of bytes from elsewhere.
    package init(
        source: any ByteSource,
        schema: SheetSchema,
        mappings: [ColumnMapping] = [],
        delimiter: Delimiter? = nil,
        bufferSize: Int = defaultBufferSize,
        onBytes: ((UnsafeRawBufferPointer) throws -> Void)? = nil,
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws {
        let tee = ByteTee(source, keeps: onBytes != nil)
        var text = try TextSource(tee, bufferSize: bufferSize)
        let start = try SheetStart(reading: &text, delimiter: delimiter)
        if isStopped() { throw CancellationError() }
        file = text.name
        dialect = start.dialect(of: text, delimiter: delimiter, schema: schema)
        feed = RecordFeed(text, tee, delimiter: dialect.delimiter)
        piece = feed.first(start.chunk)
        var header = try piece.batch.removeHeader(file: file, schema: schema, mappings: mappings)
        // What looked like a header may turn out to be a blank line.
        while header == nil, case .more = piece.next {
            let earlier = piece.bytes
            piece = try feed.step()
            piece.bytes = earlier + piece.bytes
            header = try piece.batch.removeHeader(file: file, schema: schema, mappings: mappings)
        }
        guard let header else { throw piece.next.missingHeader(file: file) }
        self.header = header
        self.onBytes = onBytes
        self.isStopped = isStopped
    }

    /// Hands over all rows in order. Blank lines, and lines of delimiters only, are no rows. All is done on the
    /// caller's thread.
    ///
    /// - Throws: a `SheetProblem` where the sheet cannot be read any further, `CancellationError`, and whatever `body`
    ///   throws.
    package func forEachRow(_ body: (borrowing SheetRow) throws -> Void) throws {
        try forEachPiece(feed.step, body)
    }

    /// The same, with the parsing on another thread.
    package func forEachRowParsedAhead(_ body: (borrowing SheetRow) throws -> Void) throws {
        guard case .more = piece.next else { return try forEachRow(body) }
        let ahead = ParseAhead(Handed(feed))
        defer { ahead.close() }
        try forEachPiece(ahead.next, body)
    }

    private func forEachPiece(
        _ next: () throws(SheetProblem) -> RecordPiece, _ body: (borrowing SheetRow) throws -> Void
    ) throws {
        while true {
            if isStopped() { throw CancellationError() }
            if let onBytes { for bytes in piece.bytes { try bytes.withUnsafeBytes(onBytes) } }
            let context = RowContext(file: file, header: header, batch: piece.batch)
            let follows = piece.next
            piece = RecordPiece()
            for record in context.batch.records where !context.batch.isBlank(record.cells) {
                try body(SheetRow(record, in: context))
            }
            switch follows {
            case .more: piece = try next()
            case .end:
                piece.next = .end
                // The end may be that of the waiting.
                if isStopped() { throw CancellationError() }
                return
            case .stop(let error):
                if isStopped() { throw CancellationError() }
                throw error
            }
        }
    }
}

extension RecordBatch {
    /// Takes the first record that is not blank as the header; nil if there is none.
    fileprivate mutating func removeHeader(
        file: String,
        schema: SheetSchema,
        mappings: [ColumnMapping]
    ) throws(SheetProblem) -> SheetHeader? {
        guard let index = records.firstIndex(where: { !isBlank($0.cells) }) else { return nil }
        let record = records[index]
        records.removeFirst(index + 1)
        let names = record.cells.map { string(ofCell: $0) }
        return try HeaderMatcher(file: file, line: record.line, names: names, schema: schema).match(mappings)
    }
}
