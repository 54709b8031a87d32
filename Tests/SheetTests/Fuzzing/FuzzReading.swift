@testable import Sheet

/// What the reader says of a file, in bytes.
struct FuzzReading: Equatable {
    struct Row: Equatable {
        var line: Int
        var cells: [[UInt8]]
    }

    var header: Row?
    var dialect: SheetDialect?
    var rows: [Row] = []
    var stop: String?
    /// The sheet's own columns of every row, as a results file carries them.
    var copies: [[UInt8]] = []
    var headerCopy: [UInt8] = []
    var ownPositions: [Int] = []

    /// - Parameter isForExcel: for the copies.
    init(_ bytes: [UInt8], delimiter: Delimiter?, bufferSize: Int, isForExcel: Bool) {
        do {
            let reader = try SheetReader(
                source: MemorySource(bytes), schema: .any, delimiter: delimiter, bufferSize: bufferSize)
            var dialect = reader.dialect
            self.dialect = dialect
            dialect.isForExcel = isForExcel
            header = Row(line: reader.header.line, cells: reader.header.names.map { Array($0.utf8) })
            headerCopy = reader.header.encoded(as: dialect)
            ownPositions = reader.header.ownPositions
            try reader.forEachRow { row in
                rows.append(Row(row))
                copies.append(row.encoded(as: dialect))
            }
        } catch {
            stop = "\(error)"
        }
    }
}

extension FuzzReading.Row {
    init(_ row: borrowing SheetRow) {
        line = row.line
        cells = []
        for position in 0..<row.cellCount {
            cells.append(row.withBytes(at: position) { $0.withUnsafeBufferPointer { Array($0) } })
        }
    }
}

/// A file in memory: reading it costs nothing, so that there is time to read many.
private final class MemorySource: ByteSource {
    let name = "numbers.csv"
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func nextBytes(upTo count: Int) -> [UInt8] {
        let start = position
        position = min(bytes.count, start + count)
        return Array(bytes[start..<position])
    }
}
