import ForeignText
import Sheet
import Telephony

/// Reads a row's cells by column name: fills applied, surrounding spaces taken off, empty ones as nil.
struct CellReader {
    private let positions: [String: Int]
    private let headers: [String: String]
    private let fills: [String: String]

    init(header: SheetHeader, fills: [String: String]) {
        positions = header.positions.merging(header.carried) { read, _ in read }
        headers = header.positions.mapValues { header.names[$0] }
        self.fills = fills
    }

    /// What the sheet calls the column; the column's own name when it does not have it.
    func header(of column: String) -> String { headers[column] ?? column }

    func has(_ column: String) -> Bool { positions[column] != nil || fills[column] != nil }

    /// Whether the row itself fills the column.
    func hasText(_ column: String, in row: borrowing SheetRow) -> Bool {
        positions[column].map { !row.isBlank(at: $0) } ?? false
    }

    /// The same where another column can say it, too: what the row itself says there goes before what fills this one.
    func text(_ column: String, unlessIn other: String, of row: borrowing SheetRow) -> String? {
        hasText(other, in: row) && !hasText(column, in: row) ? nil : text(column, in: row)
    }

    func text(_ column: String, in row: borrowing SheetRow) -> String? {
        guard let position = positions[column], !row.isBlank(at: position) else { return fills[column] }
        let text = row.string(at: position).trimmedOfPaste
        return text.isEmpty ? fills[column] : String(text)
    }
}
