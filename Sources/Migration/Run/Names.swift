import GRDB
import Synchronization

/// Texts by their numbers in the run file, and the other way round.
///
/// What comes again and again is remembered; bounded, for sheets and inventories whose texts do not.
final class Names: Sendable {
    typealias ID = Int64

    private static let capacity = 20_000

    private struct Known {
        var ids: [String: ID] = [:]
        var texts: [ID: String] = [:]
    }

    private let known = Mutex(Known())

    /// The text's number, a new one if it has none.
    func id(of text: String, _ db: Database) throws -> ID {
        if let id = known.withLock({ $0.ids[text] }) { return id }
        let id: ID
        if let stored = try find(text, db) {
            id = stored
        } else {
            try db.cachedStatement(sql: "INSERT INTO name (text) VALUES (?)").execute(arguments: [text])
            id = db.lastInsertedRowID
        }
        remember(text, id)
        return id
    }

    func find(_ text: String, _ db: Database) throws -> ID? {
        try ID.fetchOne(db.cachedStatement(sql: "SELECT id FROM name WHERE text = ?"), arguments: [text])
    }

    func text(of id: ID, _ db: Database) throws -> String {
        if let text = known.withLock({ $0.texts[id] }) { return text }
        let statement = try db.cachedStatement(sql: "SELECT text FROM name WHERE id = ?")
        guard let text = try String.fetchOne(statement, arguments: [id]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no name \(id)")
        }
        remember(text, id)
        return text
    }

    func text(of id: ID?, _ db: Database) throws -> String? { try id.map { try text(of: $0, db) } }

    /// Numbers that were given in a transaction that is undone are free again.
    func forget() {
        known.withLock { $0 = Known() }
    }

    private func remember(_ text: String, _ id: ID) {
        known.withLock { known in
            if known.ids.count >= Self.capacity { known = Known() }
            known.ids[text] = id
            known.texts[id] = text
        }
    }
}
