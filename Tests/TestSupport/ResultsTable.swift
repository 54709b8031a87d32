import Sheet

/// A results CSV read back.
package struct ResultsTable: Equatable, Sendable {
    package var header: [String]
    /// Those of the sheet, by column.
    package var rows: [[String: String]]
    /// Those that stand for no row of the sheet.
    package var others: [[String: String]] = []

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
        self.rows = rows.filter { $0["result_line"] != "" }
        others = rows.filter { $0["result_line"] == "" }
    }

    package var outcomes: [String] { self["outcome"] }

    /// A result column, such as `error_code`, from top to bottom.
    package subscript(column: String) -> [String] { rows.map { $0["result_" + column] ?? "(no such column)" } }

    /// The settings that changed, as they were or became, such as `variant_id=v voice_name=en-GB-Wavenet-A`.
    package func settings(_ moment: String) -> [String] {
        rows.map { row in
            let names = (row["result_changed"] ?? "").split(separator: " ")
            let values = names.map { row["result_\(moment)_\($0)"] ?? "(no such column)" }
            if values.allSatisfy(\.isEmpty) { return "" }
            return zip(names, values).map { "\($0)=\($1)" }.joined(separator: " ")
        }
    }

    /// All rows without what differs from run to run, and from emulator to emulator.
    package var timeless: [[String: String]] {
        let differing = ["result_finished_at", "result_correlation_id", "result_target"]
        return (rows + others).map { $0.filter { !differing.contains($0.key) } }
    }
}
