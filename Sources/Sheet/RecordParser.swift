import CLibCSV

/// Owns a libcsv parser.
///
/// The parser is in use while it calls back, so that the callbacks write to a buffer of their own; both stay at fixed
/// addresses. Strict mode refuses quotes in the wrong place, and no byte counts as a space, as libcsv would otherwise
/// trim cells.
final class RecordParser {
    private let parser = UnsafeMutablePointer<csv_parser>.allocate(capacity: 1)
    private let buffer = UnsafeMutablePointer<RecordBuffer>.allocate(capacity: 1)

    init(delimiter: Delimiter) {
        parser.initialize(to: csv_parser())
        buffer.initialize(to: RecordBuffer())
        // Can only fail for want of a parser.
        csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL))
        csv_set_delim(parser, delimiter.rawValue)
        csv_set_space_func(parser) { _ in 0 }
    }

    deinit {
        csv_free(parser)
        parser.deinitialize(count: 1).deallocate()
        buffer.deinitialize(count: 1).deallocate()
    }

    /// The physical line of the next byte.
    var line: Int { buffer.pointee.line + countLineBreaks(pendingCell) }

    func parse(_ text: [UInt8]) -> RecordFault? {
        let parsed = text.withUnsafeBytes { bytes in
            csv_parse(parser, bytes.baseAddress, bytes.count, appendCell, endLine, buffer)
        }
        if let fault = buffer.pointee.fault ?? longPendingCell() { return fault }
        return parsed == text.count ? nil : refusal()
    }

    /// Completes the last record, if no line break did.
    func finish() -> RecordFault? {
        guard csv_fini(parser, appendCell, endLine, buffer) == 0 else {
            return RecordFault(.unclosedQuote, line: buffer.pointee.line)
        }
        return buffer.pointee.fault
    }

    func takeRecords() -> RecordBatch {
        buffer.pointee.takeRecords()
    }

    /// The bytes of the cell that is not complete yet.
    private var pendingCell: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: parser.pointee.entry_buf, count: parser.pointee.entry_pos)
    }

    /// A missing closing quote makes the rest of the file one cell: it is stopped here, long before it fills the
    /// memory.
    private func longPendingCell() -> RecordFault? {
        // Two more: an apostrophe before a formula, and a closing quote until the delimiter after it is seen.
        pendingCell.count > RecordBuffer.maximumCell + 2 ? RecordFault(.longCell, line: buffer.pointee.line) : nil
    }

    private func refusal() -> RecordFault {
        let kind: RecordFault.Kind = csv_error(parser) == CSV_EPARSE ? .strayQuote(seenOn: line) : .outOfMemory
        return RecordFault(kind, line: buffer.pointee.line)
    }
}

private let appendCell: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
    $2?.assumingMemoryBound(to: RecordBuffer.self).pointee.appendCell(UnsafeRawBufferPointer(start: $0, count: $1))
}

private let endLine: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = {
    $1?.assumingMemoryBound(to: RecordBuffer.self).pointee.endLine($0)
}
