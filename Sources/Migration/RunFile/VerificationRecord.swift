import AgentsAPI
import Foundation
import GRDB

/// A change that was made, with what its connector should read at the end of the run.
struct UpdatedChange: Sendable {
    let change: Change
    /// All that the rows want of it.
    let desired: ConnectorPatch
    /// What the API made of the change instead, when it did and was reported.
    let answered: Connector?
}

extension RunFile {
    /// The next changes that rows of the sheet rely on and that nobody has verified; all of one agent, in order.
    func unverifiedChanges(after id: Change.ID, limit: Int) throws -> [UpdatedChange] {
        let all = try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.changeColumns), after, error IS NOT NULL AS isOtherwise FROM change
                    WHERE id > ? AND outcome = 'updated' AND verifiedAt IS NULL AND \(Self.isReliedOn)
                    ORDER BY id LIMIT ?
                    """,
                arguments: [id, limit]
            ).map { try Self.updatedChange($0, db) }
        }
        return Array(all.prefix { $0.change.agent == all.first?.change.agent })
    }

    /// An edited sheet can have dropped the rows of a change, and asked for another one of the same connector.
    private static let isReliedOn = "EXISTS (SELECT 1 FROM row WHERE row.change = change.id)"

    private static func updatedChange(_ row: Row, _ db: Database) throws -> UpdatedChange {
        let change = try change(row)
        let answered = try (row["after"] as String?).map { try StoredJSON.value(Connector.self, $0) }
        return UpdatedChange(
            change: change, desired: try desire(of: change, db), answered: row["isOtherwise"] ? answered : nil)
    }

    /// Records what reading back showed; all of it or nothing.
    func recordVerification(of verified: [Change], drifted: [Settlement], at now: Date) throws {
        try write { db in
            try Self.update(verified, db, "SET verifiedAt = :now", ["now": now])
            try Self.settle(drifted, db, at: now)
        }
    }

    /// The connectors that were seen to read as the sheet asks.
    func verifiedCount() throws -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) FROM change WHERE verifiedAt IS NOT NULL AND outcome = 'updated' AND error IS NULL
                        AND \(Self.isReliedOn)
                    """) ?? 0
        }
    }
}
