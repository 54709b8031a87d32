import AgentsClient
import Foundation
import GRDB

/// Carries a run's changes out kind by kind, in the order in which rows need them.
///
/// Nothing of a kind is sent before the kinds that rows need first have come to their end: a number is routed when it
/// has been imported, and its connector changed when the number is there.
struct Phases: Sendable {
    let file: RunFile
    let ledger: ChangeLedger
    /// One a kind, in order.
    let appliers: [Applier]

    /// See ``Applier/settleInterrupted()``.
    func settleInterrupted() async throws {
        for applier in appliers { try await applier.settleInterrupted() }
    }

    /// See ``Applier/apply()``.
    func apply() async throws {
        for applier in appliers {
            try await applier.apply()
            let stuck = try file.changesWithoutBeginning()
            try await ledger.settle(stuck)
        }
    }
}

extension RunFile {
    /// The kinds of changes that are to be made or may have been, in the order of sending.
    func openKinds() throws -> [ActionKind] {
        try read { db in
            let kinds = try Int64.fetchSet(
                db,
                sql: """
                    SELECT DISTINCT kind FROM change
                    WHERE state IN (\(ChangeState.planned.rawValue), \(ChangeState.sent.rawValue))
                    """)
            return ActionKind.inOrder.filter { kinds.contains($0.rawValue) }
        }
    }

    /// How planned changes end that no row wants any more, as a step that each of their rows needs first did not come
    /// to a good end. To be called while nothing is on the wire.
    fileprivate func changesWithoutBeginning() throws -> [Settlement] {
        try read { db in
            guard try hasSteps(db) else { return [] }
            let stuck = try Row.fetchAll(db, sql: Self.stuck)
            return try stuck.map { row in
                let outcome = try (row[1] as String?).map { try Self.outcome($0) }
                let change = try change(id: row[0], db)
                return Settlement(
                    change: change, outcome: outcome ?? .failed, reason: .lacksItsBeginning)
            }
        }
    }

    /// Their numbers, with how the first of the steps before them ended that did not end well.
    private static let stuck = """
        WITH member AS (
            SELECT row, change FROM step
            UNION ALL SELECT row.id, row.change FROM row
            WHERE row.change IN (SELECT whole.change FROM step JOIN row AS whole ON whole.id = step.row)
        ), broken AS (
            SELECT step.row AS row, change.id AS change, change.outcome AS outcome
            FROM step JOIN change ON change.id = step.change
            WHERE change.state = \(ChangeState.sent.rawValue) OR change.state = \(ChangeState.settled.rawValue)
                AND change.outcome NOT IN ('\(Outcome.updated)', '\(Outcome.unchanged)')
        )
        SELECT change.id, MIN(broken.outcome)
        FROM member JOIN change ON change.id = member.change LEFT JOIN broken ON broken.row = member.row
        WHERE change.state = \(ChangeState.planned.rawValue)
        GROUP BY change.id HAVING COUNT(DISTINCT member.row) = COUNT(DISTINCT broken.row)
        """

    private func change(id: Change.ID, _ db: Database) throws -> Change {
        let statement = try db.cachedStatement(
            sql: "SELECT \(Self.changeColumns) FROM \(Self.changes) WHERE change.id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no change \(id)")
        }
        return try change(row, db)
    }
}
