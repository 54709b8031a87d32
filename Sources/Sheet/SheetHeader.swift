import ForeignText

/// The header of a sheet: what its columns are called and which of them are known.
package struct SheetHeader: Sendable, Hashable {
    /// The physical line it begins on, from 1.
    package let line: Int
    /// The cells of the header, verbatim and in the sheet's order.
    package let names: [String]
    /// The positions of the sheet's own columns, which are all but those named `result_*`.
    ///
    /// A results file is a sheet too: what an earlier run wrote into it is neither read nor carried through.
    package let ownPositions: [Int]
    /// The position of every known column that the sheet has, by the column's proper name.
    package let positions: [String: Int]

    /// The positions of columns that are known to be carried along only, by their proper names.
    package let carried: [String: Int]

    /// The lines above it that are not read.
    package let titles: [String]
    /// Columns that are only carried along, and may have been meant to be read.
    package internal(set) var doubts: [DoubtfulColumn]

    /// The number of cells that a row of this sheet has.
    package var count: Int { names.count }

    /// The positions of the sheet's own columns that are not read.
    var carriedPositions: [Int] {
        let read = Set(positions.values)
        return ownPositions.filter { !read.contains($0) }
    }

    /// Which columns are read, and which are only carried along.
    package var use: ColumnUse { ColumnUse(self) }

    /// Where a known column stands, or nil if this sheet does not have it.
    package func position(of column: String) -> Int? { positions[column] }

    /// The names of the sheet's own columns as part of a CSV record, without a line ending.
    package func encoded(as dialect: SheetDialect) -> [UInt8] {
        var record: [UInt8] = []
        for (index, position) in ownPositions.enumerated() {
            if index > 0 { record.append(dialect.delimiter.rawValue) }
            record.appendCell(names[position].utf8.span, as: dialect)
        }
        return record
    }

    /// Whether a header names a column that patchbay writes itself.
    static func isResult(_ name: String) -> Bool {
        name.trimmedOfPaste.lowercased().hasPrefix("result_")
    }
}
