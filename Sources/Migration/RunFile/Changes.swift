import AgentsAPI
import Foundation
import GRDB
import Telephony

/// One connector's change as stored.
struct Change: Sendable {
    typealias ID = Int64

    let id: ID
    let agent: AgentID
    /// The connector as first read.
    let before: Connector
    /// Only what differs from `before`.
    let patch: ConnectorPatch
    /// The rows of the sheet that want it.
    let rowCount: Int
    /// Whether an earlier request for it was not answered, and could arrive late.
    private(set) var mayHaveArrived: Bool
    /// How many requests for it have failed in this session without applying it.
    let failedBatches: Int

    var connector: ConnectorID { before.connectorId }

    /// The connector as it should read afterwards.
    var expected: Connector { patch.applied(to: before) }

    /// The settings that it is to change.
    var settings: Set<Setting> { Set(before.changes(to: expected).map(\.setting)) }

    /// Whether a connector has every setting that this is to change as before, whatever it has else.
    func isIgnored(by connector: Connector) -> Bool {
        settings.isDisjoint(with: before.changes(to: connector).map(\.setting))
    }

    var update: ConnectorUpdate { ConnectorUpdate(connectorId: connector, patch: patch) }

    /// This change as it is after a request for it got no answer and has not been applied so far.
    var unanswered: Change {
        var change = self
        change.mayHaveArrived = true
        return change
    }

    /// This change as it is after its connector was read again.
    func replanned(agent: AgentID, before: Connector, patch: ConnectorPatch) -> Change {
        Change(
            id: id, agent: agent, before: before, patch: patch, rowCount: rowCount, mayHaveArrived: mayHaveArrived,
            failedBatches: failedBatches)
    }

    /// Where the connector may answer after the change: a moved one under its new project first.
    var agentsAfterwards: [AgentID] {
        guard let project = patch.projectId, project != agent else { return [agent] }
        return [project, agent]
    }
}

/// How a change ended.
struct Settlement: Sendable {
    let change: Change
    let outcome: Outcome
    /// The connector as last seen; nil when it was not seen since.
    var after: Connector?
    var reason: Reason?

    /// Why a change did not end well.
    struct Reason: Sendable {
        /// A sentence for a person.
        var message: String
        var errorCode: ErrorCode?
        var correlationID: String?
    }
}

extension RunFile {
    enum ChangeState: String {
        case planned, sent
    }

    /// The next changes in order, all of one agent; empty when there are none after `id`.
    func changes(_ state: ChangeState, after id: Change.ID, limit: Int) throws -> [Change] {
        let all = try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.changeColumns) FROM change
                    WHERE state = ? AND id > ? ORDER BY id LIMIT ?
                    """,
                arguments: [state.rawValue, id, limit]
            ).map(Self.change)
        }
        return Array(all.prefix { $0.agent == all.first?.agent })
    }

    static let changeColumns = "id, agent, before, patch, rowCount, mayHaveArrived, failedBatches"

    static func change(_ row: Row) throws -> Change {
        Change(
            id: row["id"], agent: AgentID(rawValue: row["agent"]),
            before: try StoredJSON.value(Connector.self, row["before"]),
            patch: try StoredJSON.value(ConnectorPatch.self, row["patch"]), rowCount: row["rowCount"],
            mayHaveArrived: row["mayHaveArrived"], failedBatches: row["failedBatches"])
    }

    func changeCount(_ state: ChangeState) throws -> Int {
        try read { db in
            try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM change WHERE state = ?", arguments: [state.rawValue]) ?? 0
        }
    }

    /// Marks the changes as sent; once this returns, a crash cannot make them look unsent.
    func markSent(_ changes: [Change], at now: Date) throws {
        guard let agent = changes.first?.agent else { return }
        try write { db in
            try db.execute(sql: "INSERT INTO batch (agent, sentAt) VALUES (?, ?)", arguments: [agent.rawValue, now])
            let batch = db.lastInsertedRowID
            try Self.update(
                changes, db, "SET state = 'sent', batch = :batch, attempts = attempts + 1", ["batch": batch])
        }
    }

    /// Takes back the mark of changes that were not applied, and what was noted of them but for their attempts.
    func markUnsent(_ changes: [Change]) throws {
        try write { db in
            try Self.update(
                changes, db,
                """
                SET state = 'planned', batch = NULL, errorCode = NULL, error = NULL, correlationID = NULL
                """, [:])
        }
    }

    /// Does not count what a session sent that came to no end, as nothing says whether it ever left.
    func forgetUncertainAttempts(_ changes: [Change]) throws {
        try write { db in try Self.update(changes, db, "SET attempts = iif(error IS NULL, 0, attempts)", [:]) }
    }

    /// Keeps in mind that a request for the changes could still be applied late.
    func markUnanswered(_ changes: [Change]) throws {
        try write { db in try Self.update(changes, db, "SET mayHaveArrived = TRUE", [:]) }
    }

    func countAttempts(_ changes: [Change], _ count: Int) throws {
        try write { db in try Self.update(changes, db, "SET attempts = attempts + :count", ["count": count]) }
    }

    /// Records how the changes ended; all of them or none.
    func settle(_ settlements: [Settlement], at now: Date) throws {
        try write { db in try Self.settle(settlements, db, at: now) }
    }

    static func settle(_ settlements: [Settlement], _ db: Database, at now: Date) throws {
        for settlement in settlements {
            try update(
                [settlement.change], db,
                """
                SET state = 'settled', outcome = :outcome, after = :after, errorCode = :errorCode, error = :error,
                    correlationID = :correlationID, finishedAt = :now
                """,
                [
                    "outcome": settlement.outcome.rawValue, "after": try settlement.after.map(StoredJSON.text),
                    "errorCode": settlement.reason?.errorCode?.rawValue, "error": settlement.reason?.message,
                    "correlationID": settlement.reason?.correlationID, "now": now,
                ])
        }
    }

    /// Notes why changes are still open, without settling them.
    func note(_ reason: Settlement.Reason, of changes: [Change]) throws {
        try write { db in
            try Self.update(
                changes, db, "SET errorCode = :errorCode, error = :error, correlationID = :correlationID",
                [
                    "errorCode": reason.errorCode?.rawValue, "error": reason.message,
                    "correlationID": reason.correlationID,
                ])
        }
    }

    /// Makes changes whose retries ran out ready to be sent again.
    func reopenFailedChanges() throws {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE change SET state = 'planned', outcome = NULL, errorCode = NULL, error = NULL,
                        correlationID = NULL, finishedAt = NULL, batch = NULL
                    WHERE outcome = 'failed'
                    """)
        }
    }

    static func update(
        _ changes: [Change], _ db: Database, _ assignment: String, _ values: [String: (any DatabaseValueConvertible)?]
    ) throws {
        let statement = try db.cachedStatement(sql: "UPDATE change \(assignment) WHERE id = :id")
        for change in changes {
            var arguments = values
            arguments["id"] = change.id
            try statement.execute(arguments: StatementArguments(arguments))
        }
    }
}
