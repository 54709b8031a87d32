import DatabaseFile
import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// A checksum beside each row, so that a damaged run file is not built upon.
///
/// SQLite notices when its pages do not fit together; what stands in them it has to believe. The seal is a stored
/// column that SQLite generates from all others of its row, so that no statement can forget it.
enum Seals {
    /// For a connection that can compute them.
    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.prepareDatabase(DatabaseFile.distrust)
        // A session is prepared in one transaction that stays open until somebody agrees to it.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase(register)
        return configuration
    }

    /// Through SQLite itself: GRDB's functions make an array of their arguments, for each of a million rows.
    static func register(_ db: Database) throws {
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
        let code = sqlite3_create_function_v2(db.sqliteConnection, "seal", -1, flags, nil, compute, nil, nil, nil)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    /// Whether each stored one is right, and what stands in the rows is what patchbay writes: whoever makes up a run
    /// file can make up its seals too.
    static func areRight(_ db: Database) throws -> Bool {
        try RunFileSchema.tables(in: db).allSatisfy { table in
            guard let survey = try Row.fetchOne(db, sql: table.survey) else { return false }
            let (rows, sound, highest): (Int, Int, Int) = (survey[0], survey[1], survey[2])
            return rows == sound && (!table.isDense || rows == highest)
        } && RunFileSchema.fitsTogether(db)
    }

    private static let compute: @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void =
        { context, count, values in
            var seal = Seal()
            for index in 0..<Int(count) { seal.add(values?[index]) }
            sqlite3_result_int64(context, Int64(bitPattern: seal.finished))
        }
}

/// Looks at the seals of a run file on a thread and a connection of its own.
final class SealCheck: Sendable {
    private let path: String
    private let work = DispatchGroup()
    private let result = Mutex<Result<Bool, any Error>>(.success(true))

    init(path: String) { self.path = path }

    func begin() {
        DispatchQueue.global(qos: .userInitiated).async(group: work) { [self] in
            let result = Result {
                var configuration = Seals.configuration
                configuration.readonly = true
                return try DatabaseQueue(path: path, configuration: configuration).read(Seals.areRight)
            }
            self.result.withLock { $0 = result }
        }
    }

    func wait() { work.wait() }

    /// Blocks until it is known; true when it was never begun.
    func areRight() throws -> Bool {
        wait()
        return try result.withLock { try $0.get() }
    }
}

/// Mixes values into 64 bits: a good hash, as damage is chance and not malice.
private struct Seal {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    mutating func add(_ value: OpaquePointer?) {
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: add(word: UInt64(bitPattern: sqlite3_value_int64(value)), kind: 1)
        case SQLITE_FLOAT: add(word: sqlite3_value_double(value).bitPattern, kind: 2)
        case SQLITE_TEXT: add(sqlite3_value_text(value).map { UnsafeRawPointer($0) }, value, kind: 3)
        case SQLITE_BLOB: add(sqlite3_value_blob(value), value, kind: 4)
        default: add(word: 0, kind: 5)
        }
    }

    /// The length of a text is asked for after the text, as SQLite wants it.
    private mutating func add(_ start: UnsafeRawPointer?, _ value: OpaquePointer?, kind: UInt64) {
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
        add(word: UInt64(bytes.count), kind: kind)
        let whole = bytes.count & ~7
        for offset in stride(from: 0, to: whole, by: 8) {
            add(word: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian, kind: 0)
        }
        let rest = bytes[whole...].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        if whole < bytes.count { add(word: rest, kind: 0) }
    }

    private mutating func add(word: UInt64, kind: UInt64) {
        let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93 &+ (kind << 1))
        state = (product.high ^ product.low) &+ 0x2545_F491_4F6C_DD1D
        state ^= word &* 0x9FB2_1C65_1E98_DF25
    }

    var finished: UInt64 { state ^ (state >> 29) }
}
