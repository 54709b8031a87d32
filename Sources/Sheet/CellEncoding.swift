import CLibCSV

extension [UInt8] {
    /// Adds one cell to a CSV record, in quotes only if it needs them.
    ///
    /// Every cell that is written passes through here.
    mutating func appendCell(_ cell: Span<UInt8>, delimiter: Delimiter) {
        if needsQuotes(cell, delimiter) {
            appendQuoted(cell)
        } else {
            cell.withUnsafeBufferPointer { append(contentsOf: $0) }
        }
    }

    private mutating func appendQuoted(_ cell: Span<UInt8>) {
        let start = count
        append(contentsOf: repeatElement(0, count: 2 * cell.count + 2))
        let length = withUnsafeMutableBytes { record in
            let free = UnsafeMutableRawBufferPointer(rebasing: record[start...])
            return cell.withUnsafeBytes { bytes in
                csv_write2(free.baseAddress, free.count, bytes.baseAddress, bytes.count, Byte.quote)
            }
        }
        removeLast(count - start - length)
    }
}

/// Blanks at either end are quoted too, as some programs trim cells that are not.
private func needsQuotes(_ cell: Span<UInt8>, _ delimiter: Delimiter) -> Bool {
    guard !cell.isEmpty else { return false }
    if Byte.isBlank(cell[0]) || Byte.isBlank(cell[cell.count - 1]) { return true }
    return cell.indices.contains { index in
        switch cell[index] {
        case delimiter.rawValue, Byte.quote, Byte.lineFeed, Byte.carriageReturn: true
        default: false
        }
    }
}
