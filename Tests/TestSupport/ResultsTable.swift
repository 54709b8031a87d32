import Sheet

/// A results CSV read back.
package struct ResultsTable: Equatable, Sendable {
    package var header: [String]
    /// By column.
    package var rows: [[String: String]]

    package init(_ path: String) throws {
        let reader = try SheetReader(path: path, schema: SheetSchema(columns: []))
        let names = reader.header.names
        var rows: [[String: String]] = []
        try reader.forEachRow { row in
            var cells: [String: String] = [:]
            for (position, name) in names.enumerated() { cells[name] = row.string(at: position) }
            rows.append(cells)
        }
        header = names
        self.rows = rows
    }

    package var outcomes: [String] { self["outcome"] }

    /// A result column, such as `error_code`, from top to bottom.
    package subscript(column: String) -> [String] { rows.map { $0["result_" + column] ?? "(no such column)" } }

    /// The rows without what differs from run to run.
    package var timeless: [[String: String]] {
        rows.map { $0.filter { !["result_finished_at", "result_correlation_id"].contains($0.key) } }
    }
}
