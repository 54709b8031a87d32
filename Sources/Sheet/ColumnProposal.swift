import ForeignText

/// Which column each of a sheet's columns may be, told by their cells alone.
struct ColumnProposal {
    let mappings: [ColumnMapping]
    /// What it rests on, such as `'Stimme' holds voices (12 of 12)`.
    let evidence: [String]

    init(names: [String], positions: [Int], schema: SheetSchema, sample: [[String]]) {
        var free = schema.columns
        var (mappings, evidence): ([ColumnMapping], [String]) = ([], [])
        for position in positions where !ColumnKey(names[position]).isEmpty {
            let cells = sample.map { position < $0.count ? $0[position] : "" }
            let name = String(names[position].trimmedOfPaste)
            let known = free.firstIndex { $0.keys.contains(ColumnKey(name)) }
            guard let index = known ?? free.firstIndex(where: { $0.kind?.describes(cells) ?? false }) else { continue }
            let column = free.remove(at: index)
            if known != nil { continue }
            mappings.append(ColumnMapping(header: name, column: column.name))
            if let kind = column.kind {
                let (matching, filled) = kind.count(in: cells)
                evidence.append("\(name.quoted) holds \(kind.name) (\(matching) of \(filled))")
            }
        }
        (self.mappings, self.evidence) = (mappings, evidence)
    }

    /// Whether one of the columns is among them.
    func holds(_ needed: [String]) -> Bool { mappings.contains { needed.contains($0.column) } }
}
