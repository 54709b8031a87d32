import ForeignText

/// The first rows of a sheet: which of them is the header, and what the ones below it look like.
struct SheetOpening {
    /// Rows below the header by which columns are told.
    static let sampleSize = 200

    private struct Row {
        let line: Int
        let cells: [String]

        var filledCount: Int { cells.count { !$0.trimmedOfPaste.isEmpty } }
    }

    private let rows: [Row]
    private let schema: SheetSchema

    /// - Parameters:
    ///   - pieces: as many as hold ``wantedCount`` rows, or all there are.
    ///   - hasDirective: whether the first row is none, but says what separates the cells.
    init(_ pieces: [RecordPiece], schema: SheetSchema, hasDirective: Bool) {
        let records = pieces.lazy.flatMap { piece in
            piece.batch.records.lazy.filter { !piece.batch.isBlank($0.cells) }.map { record in
                Row(line: record.line, cells: record.cells.map { piece.batch.string(ofCell: $0) })
            }
        }
        rows = Array(records.dropFirst(hasDirective ? 1 : 0).prefix(Self.wantedCount))
        self.schema = schema
    }

    static let wantedCount = HeaderScan.mostLines + sampleSize

    /// Nil when there is no row at all. Throws `SheetProblem` for a header that leaves in doubt what is what.
    func header(file: String, mappings: [ColumnMapping], meant: [String]) throws(SheetProblem) -> SheetHeader? {
        guard !rows.isEmpty else { return nil }
        let place = headerPlace(mappings)
        let matcher = HeaderMatcher(
            file: file, line: rows[place].line, names: rows[place].cells, schema: schema,
            sample: rows[(place + 1)...].prefix(Self.sampleSize).map(\.cells))
        return try matcher.match(mappings, meant: meant, titles: rows[..<place].map { $0.cells.joined(separator: " ") })
    }

    // MARK: - Lines above the header

    /// The first row, unless it is a title: it has no known column, and a row below it, wider than all before, has one
    /// that is needed.
    private func headerPlace(_ mappings: [ColumnMapping]) -> Int {
        let candidates = rows.prefix(HeaderScan.mostLines)
        guard !schema.columns.isEmpty, !isHeader(rows[0], mappings) else { return 0 }
        let known = candidates.indices.first { place in
            isHeader(rows[place], mappings) && rows[..<place].allSatisfy { isTitle($0, above: rows[place]) }
        }
        if let known { return known }
        guard rows[0].filledCount == 1, rows.count > 2 else { return 0 }
        return candidates.indices.first { rows[$0].filledCount > 1 } ?? 0
    }

    private func isHeader(_ row: Row, _ mappings: [ColumnMapping]) -> Bool {
        let keys = Set(row.cells.map { ColumnKey($0) })
        let isNeeded = { (name: String) in schema.needsOneOf.isEmpty || schema.needsOneOf.contains(name) }
        return schema.columns.contains { isNeeded($0.name) && !keys.isDisjoint(with: $0.keys) }
            || mappings.contains { keys.contains(ColumnKey($0.header)) }
    }

    private func isTitle(_ row: Row, above header: Row) -> Bool {
        row.filledCount <= 1 || row.filledCount * 2 <= header.filledCount
    }
}
