import ForeignText

/// Which columns of a sheet are read as what, and which are only carried along into the results.
package struct ColumnUse: Sendable, Hashable, Codable {
    /// In the sheet's order.
    package let read: [ColumnMapping]
    /// Their headers in the sheet's order; those without one are left out.
    package let carried: [String]
    /// Those of them that may have been meant to be read, and of which nobody has said otherwise.
    package let doubtful: [String]

    init(_ header: SheetHeader) {
        let columns = Dictionary(uniqueKeysWithValues: header.positions.map { ($0.value, $0.key) })
        func name(_ position: Int) -> String { String(header.names[position].trimmedOfPaste) }
        read = columns.sorted { $0.key < $1.key }.map { ColumnMapping(header: name($0.key), column: $0.value) }
        carried = header.carriedPositions.map(name).filter { !$0.isEmpty }
        doubtful = header.doubts.map { $0.header.isEmpty ? "column \($0.number)" : $0.header }
    }

    private init(read: [ColumnMapping], carried: [String], doubtful: [String]) {
        (self.read, self.carried, self.doubtful) = (read, carried, doubtful)
    }

    /// The same where a known column that is else only carried is read.
    package func reading(_ column: String, headed header: String) -> Self {
        Self(
            read: read + [ColumnMapping(header: header, column: column)], carried: carried.filter { $0 != header },
            doubtful: doubtful)
    }
}

/// A column that is only carried along, and may have been meant to be read.
package struct DoubtfulColumn: Sendable, Hashable {
    package enum Evidence: Sendable, Hashable {
        case header
        /// So many of the first cells with anything in them hold what the columns hold.
        case cells(CellKind, matching: Int, filled: Int)
    }

    package let header: String
    /// As a person counts, from 1.
    package let number: Int
    /// What it may be; the likeliest first.
    package let columns: [String]
    package let evidence: Evidence
}

/// Looks for columns that were meant to be read among those that are not.
struct ColumnDoubts {
    let header: SheetHeader
    let schema: SheetSchema
    /// The first rows.
    let sample: [[String]]

    /// Without the columns that a person says are meant to be carried.
    func all(besides meant: [String]) -> [DoubtfulColumn] {
        let meant = Set((meant + schema.carried).map { ColumnKey($0) })
        // One with the name of a column is only carried because a person has mapped another to that column.
        return header.carriedPositions.filter { position in
            !meant.contains(ColumnKey(header.names[position])) && schema.column(named: header.names[position]) == nil
        }.compactMap(doubt)
    }

    private func doubt(_ position: Int) -> DoubtfulColumn? {
        let name = header.names[position]
        let cells = sample.map { position < $0.count ? $0[position] : "" }
        if let kind = schema.kinds.first(where: { $0.describes(cells) }) {
            let (matching, filled) = kind.count(in: cells)
            return DoubtfulColumn(
                header: String(name.trimmedOfPaste), number: position + 1, columns: columns(of: kind, near: name),
                evidence: .cells(kind, matching: matching, filled: filled))
        }
        let column = NearestHeader.resembling(
            name, among: schema.columns, foreign: { $0.isForeign(to: cells) },
            contradicted: { isContradicted($0, by: cells) })
        guard let column else { return nil }
        return DoubtfulColumn(
            header: String(name.trimmedOfPaste), number: position + 1, columns: [column.name], evidence: .header)
    }

    /// What cells say against a header only counts where no wish can get lost: the column is read from elsewhere, or
    /// only says which row it is.
    private func isContradicted(_ column: ColumnDefinition, by cells: [String]) -> Bool {
        let isSafe = header.position(of: column.name) != nil || schema.needsOneOf.contains(column.name)
        return isSafe && column.isForeign(to: cells)
    }

    /// Those that the header resembles come first, and then those that the sheet lacks.
    private func columns(of kind: CellKind, near name: String) -> [String] {
        let all = schema.columns.filter { $0.kind == kind }
        let near = NearestHeader.resembling(name, among: all) { _ in false }
        let lacking = all.filter { header.position(of: $0.name) == nil }
        let candidates = (near.map { [$0] } ?? []) + (lacking.isEmpty ? all : lacking)
        return candidates.map(\.name).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension ColumnDefinition {
    /// Whether there are cells, and none of them is what this column holds.
    fileprivate func isForeign(to cells: [String]) -> Bool {
        guard let kind else { return false }
        let (matching, filled) = kind.count(in: cells)
        return filled > 0 && matching == 0
    }
}
