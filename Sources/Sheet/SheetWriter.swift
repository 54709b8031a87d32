/// Writes CSV records that are safe to open in a spreadsheet, in quotes only where a cell needs them.
///
/// A cell that would run as a formula gets an apostrophe, which `SheetReader` takes off again; see `SpreadsheetForm`.
///
/// Records are gathered and passed to the sink in large pieces; `flush()` passes on the last. The forms with a closure
/// do that themselves.
package struct SheetWriter: ~Copyable {
    package let dialect: SheetDialect
    private let sink: any ByteSink
    private var buffer: [UInt8]
    private var recordStart: Int
    private var isRecordOpen = false

    private static let bufferSize = 64 * 1024

    package init(to sink: any ByteSink, dialect: SheetDialect) {
        self.dialect = dialect
        self.sink = sink
        buffer = dialect.writesByteOrderMark ? Byte.orderMark : []
        recordStart = buffer.count
    }

    /// Adds a cell to the record.
    package mutating func append(_ cell: String) {
        separate()
        buffer.appendCell(cell.utf8.span, as: dialect)
    }

    /// Adds cells that were encoded before, with the same delimiter, as `SheetRow.encode` does.
    ///
    /// They need not have been encoded for Excel to be written for it.
    package mutating func append(encodedCells cells: [UInt8]) {
        separate()
        if dialect.isForExcel {
            buffer.appendForExcel(encodedCells: cells, delimiter: dialect.delimiter)
        } else {
            buffer += cells
        }
    }

    /// Ends the record.
    package mutating func endRecord() throws {
        // A record of one empty cell would be a blank line, which is no record.
        if buffer.count == recordStart { buffer += [Byte.quote, Byte.quote] }
        buffer += dialect.recordEnd
        isRecordOpen = false
        if buffer.count >= Self.bufferSize { try flush() }
        recordStart = buffer.count
    }

    package mutating func write(_ record: some Sequence<String>) throws {
        for cell in record { append(cell) }
        try endRecord()
    }

    /// Passes everything on to the sink.
    package mutating func flush() throws {
        try sink.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func separate() {
        if isRecordOpen { buffer.append(dialect.delimiter.rawValue) }
        isRecordOpen = true
    }
}

extension SheetWriter {
    /// Throws `SheetProblem` when a file could not be written to a path with ``replacing(path:dialect:permissions:)``,
    /// as it shows when its temporary file is made and removed again.
    package static func checkPlace(_ path: String) throws(SheetProblem) {
        _ = try FileReplacement(of: path, permissions: 0o600)
    }

    /// Writes records to a sink.
    package static func writing(
        to sink: any ByteSink,
        dialect: SheetDialect,
        _ body: (inout SheetWriter) throws -> Void
    ) throws {
        var writer = SheetWriter(to: sink, dialect: dialect)
        try body(&writer)
        try writer.flush()
    }

    /// Writes a whole file: a reader sees the old file or the new one, also after a power failure, and never a part.
    ///
    /// The records go to a temporary file beside it, which takes its place in the end. If anything fails, the file is
    /// as it was and the temporary one is gone.
    ///
    /// - Parameters:
    ///   - permissions: for a new file, less what the process's umask takes away; one that is replaced keeps its own.
    ///   - onBytes: gets all that is written, in order.
    ///   - beforeReplacing: called when all is written and nobody can see it yet.
    package static func replacing(
        path: String,
        dialect: SheetDialect,
        permissions: UInt16 = 0o644,
        onBytes: @escaping ([UInt8]) -> Void = { _ in },
        beforeReplacing: () throws -> Void = {},
        _ body: (inout SheetWriter) throws -> Void
    ) throws {
        var replacement = try FileReplacement(of: path, permissions: permissions)
        try writing(to: ObservedSink(base: replacement.sink, onBytes: onBytes), dialect: dialect, body)
        try beforeReplacing()
        try replacement.commit()
    }
}

private struct ObservedSink: ByteSink {
    let base: FileSink
    let onBytes: ([UInt8]) -> Void

    func write(_ bytes: [UInt8]) throws {
        onBytes(bytes)
        try base.write(bytes)
    }
}
