/// Records that were parsed together: their cells' bytes end to end, and where each cell and record is in them.
struct RecordBatch {
    struct Record {
        let line: Int
        /// Indexes into `cellEnds`.
        let cells: Range<Int>
    }

    var bytes: [UInt8] = []
    /// Where each cell ends in `bytes`; it begins where the one before it ends.
    var cellEnds: [Int] = []
    var records: [Record] = []

    func range(ofCell cell: Int) -> Range<Int> {
        start(ofCell: cell)..<cellEnds[cell]
    }

    func string(ofCell cell: Int) -> String {
        String(decoding: bytes[range(ofCell: cell)], as: UTF8.self)
    }

    /// Whether a run of cells holds nothing but blanks, as the lines that spreadsheets leave at the end of a file.
    func isBlank(_ cells: Range<Int>) -> Bool {
        guard let last = cells.last else { return true }
        let text = bytes[start(ofCell: cells.lowerBound)..<cellEnds[last]]
        guard let first = text.first(where: { !Byte.isBlank($0) }) else { return true }
        // What can be seen mostly begins with ASCII; the rest takes longer to tell.
        return (first >= 0x80 || first < Byte.space) && Byte.areBlank(text)
    }

    private func start(ofCell cell: Int) -> Int {
        cell == 0 ? 0 : cellEnds[cell - 1]
    }
}
