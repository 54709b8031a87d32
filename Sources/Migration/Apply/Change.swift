import AgentsAPI
import Foundation
import GRDB
import Telephony

/// One change as stored.
struct Change: Sendable {
    typealias ID = Int64

    let id: ID
    /// Where it is sent.
    var agent: AgentID
    var action: any Action
    /// The rows of the sheet that end with it.
    let rowCount: Int
    /// Whether an earlier request for it was not answered, and could arrive late.
    var mayHaveArrived: Bool
    /// How many requests for it have failed in this session without applying it.
    let failedBatches: Int
    /// How many requests have carried it.
    var attempts: Int

    var place: ChangePlace { ChangePlace(id: id, attempts: attempts) }

    var kind: ActionKind { type(of: action).kind }
    var subject: String { action.subject }
    /// Nil for what is not a change of settings.
    var update: SettingsUpdate? { action as? SettingsUpdate }
    var agentsAfterwards: [AgentID] { action.agentsAfterwards(from: agent) }

    /// Whether the two can go in one request.
    func isBatched(with other: Change) -> Bool {
        agent == other.agent && kind == other.kind && action.batchKey == other.action.batchKey
    }
}

/// How a change ended.
struct Settlement: Sendable {
    let change: Change
    let outcome: Outcome
    /// What it is about as last seen, where that is not as asked; nil also when it was not seen since.
    var after: Reading?
    var reason: Reason?
    /// Whether it follows of how an earlier step of the same rows ended, which has been counted.
    var isConsequence = false

    /// Why a change did not end well.
    struct Reason: Sendable {
        /// A sentence for a person.
        var message: String
        var errorCode: ErrorCode?
        var correlationID: String?
    }
}

// MARK: - Reading

/// Where the values of an action stand in a row that begins with `changeColumns`.
enum ActionPlace {
    static let settings = 7
    static let number = 11
    static let target = 12
    static let environment = 13
    static let targetEnvironment = 14
    /// The first of `connectorColumns`.
    static let connector = 15
}

extension RunFile {
    static let changeColumns = """
        change.id, change.kind, change.agent, change.rowCount, change.mayHaveArrived, change.failedBatches,
        change.attempts, change.variant, change.asr, change.voice, change.project, change.number, change.target,
        change.environment, change.targetEnvironment, \(connectorColumns)
        """

    static let changes = "change LEFT JOIN connector ON connector.id = change.before"

    /// - Parameter row: begins with `changeColumns`.
    func change(_ row: Row, _ db: Database) throws -> Change {
        Change(
            id: row[0], agent: AgentID(rawValue: try names.text(of: row[2] as Int64, db)),
            action: try kind(row[1]).type.init(row, self, db),
            rowCount: row[3], mayHaveArrived: row[4], failedBatches: row[5], attempts: row[6])
    }

    func kind(_ number: Int64) throws -> ActionKind {
        guard let kind = ActionKind(rawValue: number) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no kind of change \(number)")
        }
        return kind
    }

    func forEachChange(
        _ db: Database, where condition: String, by order: String = "change.id", limit: Int? = nil,
        _ body: (Change) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(Self.changeColumns) FROM \(Self.changes) WHERE \(condition) ORDER BY \(order) LIMIT ?
                """,
            arguments: [limit ?? -1])
        while let row = try rows.next() { try body(try change(row, db)) }
    }

    /// The next changes of a kind in order, such as fit in one request; empty when there are none after `id`.
    func changes(_ kind: ActionKind, _ state: ChangeState, after id: Change.ID, limit: Int) throws -> [Change] {
        try read { db in try changes(kind, state, after: id, limit: limit, db) }
    }

    func changes(
        _ kind: ActionKind, _ state: ChangeState, after id: Change.ID, through last: Change.ID = .max, limit: Int,
        _ db: Database
    ) throws -> [Change] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(Self.changeColumns) FROM \(Self.changes)
                WHERE change.state = ? AND change.id > ? AND change.id <= ? AND change.kind = ?
                ORDER BY change.id LIMIT ?
                """)
        let rows = try Row.fetchCursor(statement, arguments: [state.rawValue, id, last, kind.rawValue, limit])
        var changes: [Change] = []
        while let row = try rows.next() {
            let change = try change(row, db)
            guard changes.first.map(change.isBatched) ?? true else { break }
            changes.append(change)
        }
        return changes
    }

    /// - Parameter kind: nil for all.
    func changeCount(_ state: ChangeState, _ kind: ActionKind? = nil) throws -> Int {
        try read { db in
            let sql = "SELECT COUNT(*) FROM change WHERE state = ? AND kind = ifnull(?, kind)"
            return try Int.fetchOne(db, sql: sql, arguments: [state.rawValue, kind?.rawValue]) ?? 0
        }
    }

    /// How many planned changes of a kind come next that are of one agent, counted up to `limit`.
    func plannedCount(
        _ kind: ActionKind, ofAgentAfter id: Change.ID, through last: Change.ID, atMost limit: Int
    ) throws -> Int {
        try read { db in
            let planned = """
                FROM change WHERE state = \(ChangeState.planned.rawValue) AND kind = ?4 AND id > ?1 AND id <= ?2
                """
            let statement = try db.cachedStatement(
                sql: """
                    SELECT COUNT(*) FROM (
                        SELECT 1 \(planned) AND agent = (SELECT agent \(planned) ORDER BY id LIMIT 1)
                        ORDER BY id LIMIT ?3)
                    """)
            return try Int.fetchOne(statement, arguments: [id, last, limit, kind.rawValue]) ?? 0
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
        guard let update = change.update else { return ConnectorPatch() }
        let wishes = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT DISTINCT wish FROM row WHERE change = ? AND wish IS NOT NULL"),
            arguments: [change.id])
        return try wishes.reduce(update.patch) { patch, id in patch.filled(by: try wish(id, db).settings) }
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
