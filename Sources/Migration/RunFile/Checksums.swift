import Crypto
import Foundation
import GRDB

/// A checksum beside each row that says what a run did or will do, so that a damaged run file is not built upon.
///
/// SQLite notices when its pages do not fit together; what stands in them it has to believe. The checksum is over all
/// other columns of the row. A connection that writes keeps it by triggers of its own, so that no statement can forget
/// it; a migration that adds a column to one of the tables has to call ``renew(_:)``.
enum Checksums {
    private static let tables = ["run", "batch", "change", "row"]
    private static let column = "checksum"

    /// For a connection that can compute them.
    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.prepareDatabase { $0.add(function: function) }
        return configuration
    }

    /// The first eight bytes of a SHA-256 over each value's type, length and bytes.
    private static let function = DatabaseFunction("checksum") { values in
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_024)
        for value in values { append(value, to: &bytes) }
        return SHA256.hash(data: bytes).prefix(8).reduce(into: Int64(0)) { $0 = $0 << 8 | Int64($1) }
    }

    private static func append(_ value: DatabaseValue, to bytes: inout [UInt8]) {
        switch value.storage {
        case .null: bytes.append(UInt8(ascii: "n"))
        case .int64(let number): append("i", bits: UInt64(bitPattern: number), to: &bytes)
        case .double(let number): append("d", bits: number.bitPattern, to: &bytes)
        case .string(let text):
            append("t", bits: UInt64(text.utf8.count), to: &bytes)
            bytes.append(contentsOf: text.utf8)
        case .blob(let data):
            append("b", bits: UInt64(data.count), to: &bytes)
            bytes.append(contentsOf: data)
        }
    }

    private static func append(_ type: Unicode.Scalar, bits: UInt64, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: type))
        withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
    }

    static func addColumns(_ db: Database) throws {
        for table in tables { try db.execute(sql: "ALTER TABLE \(table) ADD COLUMN \(column) INTEGER") }
        try renew(db)
    }

    /// Computes all of them, for rows that were written before the tables were as they are.
    static func renew(_ db: Database) throws {
        for table in tables { try db.execute(sql: "UPDATE \(table) SET \(column) = \(try formula(table, db))") }
    }

    /// Keeps them from now on, whatever this connection writes.
    static func keep(_ db: Database) throws {
        for table in tables {
            let (formula, columns) = (try formula(table, db), try columns(of: table, db).joined(separator: ", "))
            for (name, event) in [("inserted", "INSERT"), ("updated", "UPDATE OF \(columns)")] {
                try db.execute(
                    sql: """
                        CREATE TEMP TRIGGER \(table)_\(name) AFTER \(event) ON main.\(table) BEGIN
                            UPDATE \(table) SET \(column) = \(formula) WHERE id = NEW.id;
                        END
                        """)
            }
        }
    }

    /// Whether each stored one is right. So it is in a file from before there were any.
    static func areRight(_ db: Database) throws -> Bool {
        try tables.allSatisfy { table in
            guard try db.columns(in: table).contains(where: { $0.name == column }) else { return true }
            let isWrong = "SELECT 1 FROM \(table) WHERE \(column) IS NOT \(try formula(table, db))"
            return try Bool.fetchOne(db, sql: "SELECT NOT EXISTS (\(isWrong))") ?? false
        }
    }

    private static func formula(_ table: String, _ db: Database) throws -> String {
        "checksum(\(try columns(of: table, db).joined(separator: ", ")))"
    }

    private static func columns(of table: String, _ db: Database) throws -> [String] {
        try db.columns(in: table).map(\.name).filter { $0 != column }
    }
}
