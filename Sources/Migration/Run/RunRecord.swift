package import Foundation
import GRDB
package import Sheet
import Telephony

/// What a run is of: its sheet, its target, the options it was started with, and how far it is.
package struct RunRecord: Sendable {
    package let createdAt: Date
    /// Set when no row is left to do.
    package var finishedAt: Date?
    /// Absolute.
    package var sheetPath: String
    /// Absolute.
    package var resultsPath: String
    /// SHA-256, in hexadecimal, of the sheet's bytes.
    package var sheetDigest: String
    package var target: RunTarget
    package var options: RunOptions
    /// How the results are written.
    package var dialect: SheetDialect
    package var rowCount: Int
    package var stage: Stage
    /// When the connectors were read that the plan was made from.
    package var plannedAt: Date?

    /// The last thing that was completed.
    package enum Stage: String, Codable, Sendable {
        case staged, planned, applying
    }
}

/// Where a run's changes go: a base URL, or the inventory that seeds the embedded emulator. A run is only resumed
/// against its own.
package struct RunTarget: RawRepresentable, Hashable, Codable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static func api(baseURL: String) -> Self { Self(rawValue: baseURL) }

    package static func emulator(inventoryPath: String) -> Self { Self(rawValue: "emulator:" + inventoryPath) }

    /// The absolute path of the inventory when the target is the embedded emulator.
    package var emulatorInventory: String? {
        rawValue.hasPrefix("emulator:") ? String(rawValue.dropFirst("emulator:".count)) : nil
    }
}

extension RunRecord {
    static func fetch(_ db: Database) throws -> RunRecord? {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM run") else { return nil }
        return RunRecord(
            createdAt: Date(milliseconds: row["createdAt"]),
            finishedAt: (row["finishedAt"] as Int64?).map(Date.init(milliseconds:)), sheetPath: row["sheetPath"],
            resultsPath: row["resultsPath"], sheetDigest: row["sheetDigest"],
            target: RunTarget(rawValue: row["target"]),
            options: try options(row, db), dialect: try dialect(row), rowCount: row["rowCount"],
            stage: try value(row["stage"]),
            plannedAt: (row["plannedAt"] as Int64?).map(Date.init(milliseconds:)))
    }

    private static func options(_ row: Row, _ db: Database) throws -> RunOptions {
        var options = RunOptions()
        options.sheet.agent = (row["agent"] as String?).map(AgentID.init(rawValue:))
        options.sheet.nullToken = row["nullToken"]
        options.sheet.delimiter = try (row["givenDelimiter"] as UInt8?).map { try value($0) }
        options.sheet.isStrict = row["isStrict"]
        for fill in try Row.fetchAll(db, sql: "SELECT target, text FROM fill") {
            options.sheet.fills[fill["target"]] = fill["text"]
        }
        let mappings = try Row.fetchAll(db, sql: "SELECT header, target FROM mapping ORDER BY id").map {
            ColumnMapping(header: $0["header"], column: $0["target"])
        }
        options.sheet.mappings = mappings.filter { $0.column != Self.carriedTarget }
        options.sheet.carried = mappings.filter { $0.column == Self.carriedTarget }.map(\.header)
        options.skipsInvalid = row["skipsInvalid"]
        options.allowsCollateral = row["allowsCollateral"]
        options.splits = row["splits"]
        options.resolution = try value(row["resolution"])
        return options
    }

    private static func dialect(_ row: Row) throws -> SheetDialect {
        SheetDialect(
            delimiter: try value(row["delimiter"]), encoding: try value(row["encoding"]),
            hasByteOrderMark: row["hasByteOrderMark"], lineEnding: try value(row["lineEnding"]),
            isForExcel: row["isForExcel"])
    }

    private static func value<Value: RawRepresentable>(_ raw: Value.RawValue) throws -> Value {
        guard let value = Value(rawValue: raw) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "\(Value.self) cannot be \(raw)")
        }
        return value
    }

    /// What a header is mapped to that is meant to be carried along only.
    private static let carriedTarget = ""

    /// Puts the record into the run file, in the place of the one that is there.
    func save(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO run VALUES
                    (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                createdAt.milliseconds, finishedAt?.milliseconds, sheetPath, resultsPath, sheetDigest, target.rawValue,
                options.sheet.agent?.rawValue, options.sheet.nullToken, options.sheet.delimiter?.rawValue,
                options.sheet.isStrict, options.skipsInvalid, options.allowsCollateral, options.resolution.rawValue,
                dialect.delimiter.rawValue, dialect.encoding.rawValue, dialect.hasByteOrderMark,
                dialect.lineEnding.rawValue, dialect.isForExcel, rowCount, stage.rawValue,
                plannedAt?.milliseconds, options.splits,
            ])
        try db.execute(sql: "DELETE FROM fill; DELETE FROM mapping")
        for (column, text) in options.sheet.fills.sorted(by: { $0.key < $1.key }) {
            try db.execute(sql: "INSERT INTO fill (target, text) VALUES (?, ?)", arguments: [column, text])
        }
        let carried = options.sheet.carried.map { ColumnMapping(header: $0, column: Self.carriedTarget) }
        for mapping in options.sheet.mappings + carried {
            try db.execute(
                sql: "INSERT INTO mapping (header, target) VALUES (?, ?)", arguments: [mapping.header, mapping.column])
        }
    }
}
