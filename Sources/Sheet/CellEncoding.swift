import CLibCSV

extension [UInt8] {
    /// Adds one cell to a CSV record, safe to open in a spreadsheet, and in quotes only if it needs them.
    ///
    /// Every cell that is written passes through here: headers, a sheet's own cells and results alike.
    mutating func appendCell(_ text: Span<UInt8>, as dialect: SheetDialect) {
        let form = text.withUnsafeBytes { SpreadsheetForm.written($0, isForExcel: dialect.isForExcel) }
        if let form {
            appendEncoded(form.span, dialect.delimiter)
        } else {
            appendEncoded(text, dialect.delimiter)
        }
    }

    /// Adds cells that are encoded already, with the phone numbers among them in Excel's form.
    ///
    /// A number that is not in that form has no need of quotes, so that cells in quotes stay as they are.
    mutating func appendForExcel(encodedCells cells: [UInt8], delimiter: Delimiter) {
        var start = 0
        var isQuoted = false
        for end in 0...cells.count {
            if end < cells.count, cells[end] == Byte.quote { isQuoted.toggle() }
            guard end == cells.count || (cells[end] == delimiter.rawValue && !isQuoted) else { continue }
            if start > 0 { append(delimiter.rawValue) }
            appendForExcel(encodedCell: cells.span.extracting(start..<end), delimiter)
            start = end + 1
        }
    }

    private mutating func appendForExcel(encodedCell cell: Span<UInt8>, _ delimiter: Delimiter) {
        if let form = cell.withUnsafeBytes(SpreadsheetForm.excelFormula) {
            appendEncoded(form.span, delimiter)
        } else {
            cell.withUnsafeBufferPointer { append(contentsOf: $0) }
        }
    }

    private mutating func appendEncoded(_ cell: Span<UInt8>, _ delimiter: Delimiter) {
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

/// Blanks at either end are quoted too, as some programs trim cells that are not. So is a byte order mark, which would
/// be taken for the file's if it came first.
private func needsQuotes(_ cell: Span<UInt8>, _ delimiter: Delimiter) -> Bool {
    guard !cell.isEmpty else { return false }
    if Byte.isBlank(cell[0]) || Byte.isBlank(cell[cell.count - 1]) { return true }
    if cell.withUnsafeBytes({ $0.starts(with: Byte.orderMark) }) { return true }
    return cell.indices.contains { index in
        switch cell[index] {
        case delimiter.rawValue, Byte.quote, Byte.lineFeed, Byte.carriageReturn: true
        default: false
        }
    }
}
