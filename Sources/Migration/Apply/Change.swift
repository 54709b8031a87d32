import AgentsAPI
import Foundation
import GRDB
import Telephony

/// One connector's change as stored.
struct Change: Sendable {
    typealias ID = Int64

    let id: ID
    var agent: AgentID
    /// The connector as it was planned from.
    var before: Connector
    /// Only what differs from `before`.
    var patch: ConnectorPatch
    /// The rows of the sheet that want it.
    let rowCount: Int
    /// Whether an earlier request for it was not answered, and could arrive late.
    var mayHaveArrived: Bool
    /// How many requests for it have failed in this session without applying it.
    let failedBatches: Int
    /// How many requests have carried it.
    var attempts: Int

    var place: ChangePlace { ChangePlace(id: id, attempts: attempts) }

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
    /// The connector as last seen, where it is not as asked; nil also when it was not seen since.
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

// MARK: - Reading

extension RunFile {
    static let changeColumns = """
        change.id, change.agent, change.variant, change.asr, change.voice, change.project, change.rowCount,
        change.mayHaveArrived, change.failedBatches, change.attempts, \(connectorColumns)
        """

    static let changes = "change JOIN connector ON connector.id = change.before"

    /// - Parameter row: begins with `changeColumns`.
    func change(_ row: Row, _ db: Database) throws -> Change {
        Change(
            id: row[0], agent: AgentID(rawValue: try names.text(of: row[1] as Int64, db)),
            before: try connector(row, from: 10, db),
            patch: try patch(PatchColumns(variant: row[2], asr: row[3], voice: row[4], project: row[5]), db),
            rowCount: row[6], mayHaveArrived: row[7], failedBatches: row[8], attempts: row[9])
    }

    func forEachChange(
        _ db: Database, where condition: String, limit: Int? = nil, _ body: (Change) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(Self.changeColumns) FROM \(Self.changes) WHERE \(condition) ORDER BY change.id LIMIT ?
                """,
            arguments: [limit ?? -1])
        while let row = try rows.next() { try body(try change(row, db)) }
    }

    /// The next changes in order, all of one agent; empty when there are none after `id`.
    func changes(_ state: ChangeState, after id: Change.ID, limit: Int) throws -> [Change] {
        try read { db in try changes(state, after: id, limit: limit, db) }
    }

    func changes(
        _ state: ChangeState, after id: Change.ID, through last: Change.ID = .max, limit: Int, _ db: Database
    ) throws -> [Change] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(Self.changeColumns) FROM \(Self.changes)
                WHERE change.state = ? AND change.id > ? AND change.id <= ? ORDER BY change.id LIMIT ?
                """)
        let rows = try Row.fetchCursor(statement, arguments: [state.rawValue, id, last, limit])
        var changes: [Change] = []
        while let row = try rows.next() {
            let change = try change(row, db)
            guard change.agent == changes.first?.agent ?? change.agent else { break }
            changes.append(change)
        }
        return changes
    }

    func changeCount(_ state: ChangeState) throws -> Int {
        try read { db in
            try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM change WHERE state = ?", arguments: [state.rawValue]) ?? 0
        }
    }

    /// How many planned changes come next that are of one agent, counted up to `limit`.
    func plannedCount(ofAgentAfter id: Change.ID, through last: Change.ID, atMost limit: Int) throws -> Int {
        try read { db in
            let planned = "FROM change WHERE state = \(ChangeState.planned.rawValue) AND id > ?1 AND id <= ?2"
            let statement = try db.cachedStatement(
                sql: """
                    SELECT COUNT(*) FROM (
                        SELECT 1 \(planned) AND agent = (SELECT agent \(planned) ORDER BY id LIMIT 1)
                        ORDER BY id LIMIT ?3)
                    """)
            return try Int.fetchOne(statement, arguments: [id, last, limit]) ?? 0
        }
    }

    /// The rows whose change is not settled.
    func openRowCount(_ states: ChangeState...) throws -> Int {
        try read { db in
            try states.reduce(0) { sum, state in
                let sql = "SELECT ifnull(SUM(rowCount), 0) FROM change WHERE state = ?"
                return sum + (try Int.fetchOne(db, sql: sql, arguments: [state.rawValue]) ?? 0)
            }
        }
    }

    /// All that the rows of a change want of its connector, also what it had already when the plan was made.
    func desire(of change: Change, _ db: Database) throws -> ConnectorPatch {
        let wishes = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT DISTINCT wish FROM row WHERE change = ? AND wish IS NOT NULL"),
            arguments: [change.id])
        return try wishes.reduce(change.patch) { patch, id in patch.filled(by: try wish(id, db)) }
    }
}

extension ConnectorPatch {
    /// This patch with the settings that only the other one names.
    fileprivate func filled(by other: ConnectorPatch) -> ConnectorPatch {
        ConnectorPatch(
            variantId: variantId == .leave ? other.variantId : variantId,
            asrLangCode: asrLangCode ?? other.asrLangCode, voiceName: voiceName ?? other.voiceName,
            projectId: projectId ?? other.projectId)
    }
}
