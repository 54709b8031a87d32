package import Foundation
import GRDB
import Synchronization

/// What happened to one or more changes in a row. Events are only ever added.
struct Event {
    let step: ChangeStep
    let run: ChangeRun
    let outcome: Outcome?
    let reason: Int64?
    let seen: Int64?

    init(_ move: ChangeMove, _ run: ChangeRun, reason: Int64?) {
        (step, outcome, seen) = (move.step, move.outcome, move.seen)
        (self.run, self.reason) = (run, reason)
    }
}

extension RunFile {
    func append(_ event: Event, at now: Date, _ db: Database) throws {
        let attempt = event.step == .send ? event.run.attempts + 1 : event.run.attempts
        try db.cachedStatement(
            sql: """
                INSERT INTO event (at, session, step, first, last, outcome, reason, attempt, seen)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            now.milliseconds, session.withLock { $0 }, event.step.rawValue, event.run.first, event.run.last,
            event.outcome?.rawValue, event.reason, attempt, event.seen,
        ])
    }

    /// Events from now on belong to a session of their own.
    func beginSession(at now: Date) throws {
        try write { db in
            try db.execute(sql: "INSERT INTO session (startedAt) VALUES (?)", arguments: [now.milliseconds])
            session.withLock { $0 = db.lastInsertedRowID }
        }
    }
}

/// One line of a run's log: what happened to one change.
package struct LogEntry: Codable, Sendable {
    package let at: Date
    package let session: Int
    package let change: Int64
    package let agent: String
    /// The connector that is changed, or that serves or is to serve the number.
    package let connector: String
    /// The one that served the number before it was routed.
    package let formerConnector: String?
    /// `settings`, `import`, `route` or `release`.
    package let action: String
    /// What is done to a number, rather than to a connector.
    package let number: String?
    /// What happened, such as `send` or `settle`.
    package let step: String
    /// The state before and after; there is none before a change is planned.
    package let from: String?
    package let to: String
    package let outcome: String?
    /// How many requests have carried the change so far.
    package let attempt: Int
    package let reason: String?
    package let errorCode: String?
    package let correlationID: String?
}

extension RunFile {
    /// Hands over all that happened, in order. The agent and connector are those of the plan as it stands.
    package func forEachLogEntry(_ body: (LogEntry) throws -> Void) throws {
        try read { db in
            let agents = try db.makeStatement(
                sql: """
                    SELECT change.id, change.agent, connector.name, change.kind, change.number, target.text
                    FROM change LEFT JOIN connector ON connector.id = change.before
                        LEFT JOIN name AS target ON target.id = change.target
                    WHERE change.id BETWEEN ? AND ? ORDER BY change.id
                    """)
            let events = try Row.fetchCursor(
                db,
                sql: """
                    SELECT event.*, reason.message AS message, reason.code AS code, reason.correlation AS correlation
                    FROM event LEFT JOIN reason ON reason.id = event.reason ORDER BY event.id
                    """)
            var states: [Change.ID: ChangeState] = [:]
            while let event = try events.next() {
                guard let step = ChangeStep(rawValue: event["step"]) else { continue }
                let changes = try Row.fetchCursor(agents, arguments: [event["first"], event["last"]])
                while let change = try changes.next() {
                    let id: Change.ID = change[0]
                    try body(
                        LogEntry(
                            at: Date(milliseconds: event["at"]), session: event["session"], change: id,
                            agent: try names.text(of: change[1], db), connector: change[5] ?? change[2] ?? "",
                            formerConnector: change[5] == nil ? nil : change[2],
                            action: try kind(change[3]).name ?? "settings",
                            number: try (change[4] as Int64?).map { try number($0, db) }, step: step.rawValue,
                            from: states[id].map { "\($0)" }, to: "\(step.to)", outcome: event["outcome"],
                            attempt: event["attempt"], reason: event["message"], errorCode: event["code"],
                            correlationID: event["correlation"]))
                    states[id] = step.to
                }
            }
        }
    }
}
