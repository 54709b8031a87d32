/// The first text of a sheet, long enough to hold the whole header.
struct SheetStart {
    /// All the text read so far, as one chunk.
    private(set) var chunk = TextChunk(text: [])
    /// Nil if there is no header, or none within the length that a record may have.
    ///
    /// Nothing beyond that length is looked at, as it depends on the size of the reads whether it is there.
    private let scan: HeaderScan?

    init(reading source: inout TextSource, delimiter: Delimiter?, schema: SheetSchema) throws(SheetProblem) {
        var scan: HeaderScan?
        while scan == nil, chunk.ending == nil, chunk.text.count < RecordBuffer.maximumRecord {
            let next = try source.nextChunk()
            chunk.text += next.text
            chunk.ending = next.ending
            scan = HeaderScan(
                chunk.text.prefix(RecordBuffer.maximumRecord),
                isWhole: chunk.ending != nil || chunk.text.count >= RecordBuffer.maximumRecord, delimiter: delimiter,
                schema: schema)
        }
        self.scan = scan
    }

    /// Whether the first line is no row but says what separates the cells.
    var hasDirective: Bool { scan?.directive != nil }

    func dialect(of source: borrowing TextSource, delimiter: Delimiter?, schema: SheetSchema) -> SheetDialect {
        SheetDialect(
            delimiter: delimiter ?? scan?.delimiter(for: schema) ?? .comma,
            encoding: source.encoding,
            hasByteOrderMark: source.hasByteOrderMark,
            lineEnding: scan?.lineEnding ?? .lineFeed
        )
    }
}
