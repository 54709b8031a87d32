import Foundation
import Sheet

/// A directory for one test, removed with what is in it.
final class ScratchDirectory {
    let path = NSTemporaryDirectory() + "SheetTests-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String, _ bytes: [UInt8]? = nil) throws -> String {
        let file = "\(path)/\(name)"
        if let bytes { try Data(bytes).write(to: URL(fileURLWithPath: file)) }
        return file
    }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}

func contents(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Everything a reader said about a sheet called `numbers.csv`, as values to compare.
struct Reading: Equatable {
    struct Row: Equatable {
        var line: Int
        var cells: [String]
        var isMalformed = false
        var finding: String?
    }

    var header: SheetHeader?
    var dialect: SheetDialect?
    var rows: [Row] = []
    /// Why reading stopped, as it is printed.
    var stop: String?

    var lines: [Int] { rows.map(\.line) }
    var cells: [[String]] { rows.map(\.cells) }
    var findings: [String] { rows.compactMap(\.finding) }

    init(
        _ text: String,
        schema: SheetSchema = .sample,
        mappings: [ColumnMapping] = [],
        delimiter: Delimiter? = nil,
        bufferSize: Int = SheetReader.defaultBufferSize
    ) throws {
        try self.init(
            Array(text.utf8), schema: schema, mappings: mappings, delimiter: delimiter, bufferSize: bufferSize)
    }

    init(
        _ bytes: [UInt8],
        schema: SheetSchema = .sample,
        mappings: [ColumnMapping] = [],
        delimiter: Delimiter? = nil,
        bufferSize: Int = SheetReader.defaultBufferSize
    ) throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.file("numbers.csv", bytes)
        do {
            let reader = try SheetReader(
                path: path, schema: schema, mappings: mappings, delimiter: delimiter, bufferSize: bufferSize)
            header = reader.header
            dialect = reader.dialect
            try reader.forEachRow { row in rows.append(Row(row, in: scratch)) }
        } catch {
            stop = "\(error)".replacingOccurrences(of: scratch.path + "/", with: "")
        }
    }
}

extension Reading.Row {
    init(_ row: borrowing SheetRow, in scratch: ScratchDirectory) {
        line = row.line
        cells = []
        for position in 0..<row.cellCount { cells.append(row.string(at: position)) }
        isMalformed = row.isMalformed
        finding = row.shapeFinding?.description.replacingOccurrences(of: scratch.path + "/", with: "")
    }
}

extension SheetSchema {
    /// Columns in the manner of the real ones.
    static let sample = SheetSchema(
        columns: [
            ColumnDefinition(name: "phone_number", aliases: ["phone", "number"]),
            ColumnDefinition(name: "connector_id"),
            ColumnDefinition(name: "voice_name", aliases: ["voice", "tts voice"]),
        ],
        needsOneOf: ["phone_number", "connector_id"]
    )

    /// A schema that any header satisfies.
    static let any = SheetSchema(columns: [])
}
