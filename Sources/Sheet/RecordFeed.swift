/// What was read and parsed in one step.
struct RecordPiece {
    /// The file's own bytes, in order.
    var bytes: [[UInt8]] = []
    var batch = RecordBatch()
    /// What comes after the batch.
    var next = Continuation.more
}

/// What follows the records that were parsed so far.
enum Continuation {
    case more
    case end
    case stop(SheetProblem)

    static func stop(_ fault: RecordFault, of file: String) -> Self {
        .stop(SheetProblem(file: file, line: fault.line, .broken(fault)))
    }

    /// Why there is no header when nothing came before this.
    func missingHeader(file: String) -> SheetProblem {
        if case .stop(let error) = self { error } else { SheetProblem(file: file, .emptySheet) }
    }
}

/// Reads, decodes and parses a file step by step. Used by one thread at a time.
final class RecordFeed {
    let file: String
    private var source: TextSource
    private let tee: ByteTee
    private let parser: RecordParser

    init(_ source: consuming TextSource, _ tee: ByteTee, delimiter: Delimiter) {
        file = source.name
        self.source = source
        self.tee = tee
        parser = RecordParser(delimiter: delimiter)
    }

    /// Parses the text that was read to find out the delimiter.
    func first(_ chunk: TextChunk) -> RecordPiece { piece(chunk) }

    func step() throws(SheetProblem) -> RecordPiece { piece(try source.nextChunk()) }

    private func piece(_ chunk: TextChunk) -> RecordPiece {
        let next = take(chunk)
        return RecordPiece(bytes: tee.take(), batch: parser.takeRecords(), next: next)
    }

    private func take(_ chunk: TextChunk) -> Continuation {
        if let fault = parser.parse(chunk.text) { return .stop(fault, of: file) }
        switch chunk.ending {
        case nil: return .more
        case .damage(let damage): return .stop(SheetProblem(file: file, line: parser.line, .damaged(damage)))
        case .endOfFile: return parser.finish().map { .stop($0, of: file) } ?? .end
        }
    }
}

/// Keeps what is read through it until somebody takes it.
final class ByteTee: ByteSource {
    private let base: any ByteSource
    private let keeps: Bool
    private var kept: [[UInt8]] = []

    /// - Parameter keeps: whether anybody will take it.
    init(_ base: any ByteSource, keeps: Bool) {
        (self.base, self.keeps) = (base, keeps)
    }

    var name: String { base.name }

    func nextBytes(upTo count: Int) throws(SheetProblem) -> [UInt8] {
        let bytes = try base.nextBytes(upTo: count)
        if keeps, !bytes.isEmpty { kept.append(bytes) }
        return bytes
    }

    func take() -> [[UInt8]] {
        defer { kept = [] }
        return kept
    }
}
