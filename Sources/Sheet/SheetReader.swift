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
    /// What was read to find the header and to look at the first rows below it; the rest comes from the feed.
    private var pieces: [RecordPiece]
    private let onBytes: ((UnsafeRawBufferPointer) throws -> Void)?
    private let isStopped: @Sendable () -> Bool

    /// Opens a sheet and reads its header.
    ///
    /// - Parameters:
    ///   - path: `-` for standard input.
    ///   - mappings: what the person said about headers; it counts more than the schema's names and aliases.
    ///   - meant: headers of which the person said that they are meant to be carried along only.
    ///   - delimiter: nil to find it out from the header.
    ///   - onBytes: gets the file's bytes in order, each before the rows that are made of it, on the thread that asks
    ///     for rows; not before it does.
    ///   - isStopped: asked between rows that are read together, and while nothing comes; then `CancellationError` is
    ///     thrown.
    package convenience init(
        path: String,
        schema: SheetSchema,
        mappings: [ColumnMapping] = [],
        meant: [String] = [],
        delimiter: Delimiter? = nil,
        bufferSize: Int = defaultBufferSize,
        onBytes: ((UnsafeRawBufferPointer) throws -> Void)? = nil,
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws {
        try self.init(
            source: try FileSource.opening(path, isStopped: isStopped), schema: schema, mappings: mappings,
            meant: meant, delimiter: delimiter, bufferSize: bufferSize, onBytes: onBytes, isStopped: isStopped)
    }

    /// The same of bytes from elsewhere.
    package init(
        source: any ByteSource,
        schema: SheetSchema,
        mappings: [ColumnMapping] = [],
        meant: [String] = [],
        delimiter: Delimiter? = nil,
        bufferSize: Int = defaultBufferSize,
        onBytes: ((UnsafeRawBufferPointer) throws -> Void)? = nil,
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws {
        let tee = ByteTee(source, keeps: onBytes != nil)
        var text = try TextSource(tee, bufferSize: bufferSize)
        let start = try SheetStart(reading: &text, delimiter: delimiter, schema: schema)
        if isStopped() { throw CancellationError() }
        file = text.name
        dialect = start.dialect(of: text, delimiter: delimiter, schema: schema)
        feed = RecordFeed(text, tee, delimiter: dialect.delimiter)
        pieces = [feed.first(start.chunk)]
        var rowCount = pieces[0].rowCount
        while rowCount < SheetOpening.wantedCount, case .more = pieces[pieces.count - 1].next {
            pieces.append(try feed.step())
            rowCount += pieces[pieces.count - 1].rowCount
            if isStopped() { throw CancellationError() }
        }
        let opening = SheetOpening(pieces, schema: schema, hasDirective: start.hasDirective)
        guard let header = try opening.header(file: file, mappings: mappings, meant: meant) else {
            throw pieces[pieces.count - 1].next.missingHeader(file: file)
        }
        for index in pieces.indices { pieces[index].batch.records.removeAll { $0.line <= header.line } }
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
        guard case .more? = pieces.last?.next else { return try forEachRow(body) }
        let ahead = ParseAhead(Handed(feed))
        defer { ahead.close() }
        try forEachPiece(ahead.next, body)
    }

    private func forEachPiece(
        _ next: () throws(SheetProblem) -> RecordPiece, _ body: (borrowing SheetRow) throws -> Void
    ) throws {
        while true {
            let piece = pieces.isEmpty ? try next() : pieces.removeFirst()
            if isStopped() { throw CancellationError() }
            if let onBytes { for bytes in piece.bytes { try bytes.withUnsafeBytes(onBytes) } }
            let context = RowContext(file: file, header: header, batch: piece.batch)
            for record in context.batch.records where !context.batch.isBlank(record.cells) {
                try body(SheetRow(record, in: context))
            }
            switch piece.next {
            case .more: continue
            case .end:
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

extension RecordPiece {
    fileprivate var rowCount: Int { batch.records.count { !batch.isBlank($0.cells) } }
}
