import AgentsAPI
import Foundation
import GRDB

/// Where a change is in its life.
///
/// ```
/// plan → planned → send → sent → settle → settled
///           ↑  ↓ drop       ↓ take back, take up, put off ↓ reopen (failed ones)
///           │  dropped      └──→ planned                  └──→ planned
///           └─ replan, put off
/// ```
enum ChangeState: Int64, Sendable {
    case planned = 1
    /// Marked before its request goes out: it may or may not have been applied.
    case sent = 2
    /// Has an outcome.
    case settled = 3
    /// An edited sheet has another plan for its rows.
    case dropped = 4
}

/// What happens to a change. Each step is allowed from some states only, and leaves an event.
enum ChangeStep: String, CaseIterable, Sendable {
    case plan, send
    /// The request went out again, so many times.
    case resend
    /// The request that was counted never left.
    case unsend
    /// A request got no answer and could still arrive.
    case doubt
    /// Reading back failed too.
    case note
    /// Was not applied, and is ready to be sent again: in this session, in a later one, or once more after a failure.
    case takeBack = "take back"
    case takeUp = "take up"
    case putOff = "put off"
    /// Begins with another reading of its connector.
    case replan
    case settle
    /// Read again at the end: as asked, or changed since.
    case verify, overturn
    case reopen, drop

    /// The states it can be taken from; none when the step makes the change.
    var from: [ChangeState] {
        switch self {
        case .plan: []
        case .send, .replan, .drop: [.planned]
        case .resend, .unsend, .doubt, .note, .takeBack, .takeUp: [.sent]
        case .putOff, .settle: [.planned, .sent]
        case .verify, .overturn, .reopen: [.settled]
        }
    }

    var to: ChangeState {
        switch self {
        case .plan, .takeBack, .takeUp, .putOff, .replan, .reopen: .planned
        case .send, .resend, .unsend, .doubt, .note: .sent
        case .settle, .verify, .overturn: .settled
        case .drop: .dropped
        }
    }

    /// Only changes that ended so can take it.
    var formerOutcome: Outcome? {
        switch self {
        case .reopen: .failed
        case .verify, .overturn: .updated
        default: nil
        }
    }

    /// What it notes of the change besides its state.
    fileprivate var assignments: String {
        switch self {
        case .plan, .drop: ""
        case .send: ", attempts = attempts + 1"
        case .resend, .unsend: ", attempts = attempts + :count"
        case .doubt: ", mayHaveArrived = 1"
        case .note: ", reason = :reason"
        case .takeBack: ", reason = NULL"
        // What a session sent that came to no end is not counted, as nothing says whether it ever left.
        case .takeUp: ", attempts = iif(reason IS NULL, 0, attempts), reason = NULL"
        case .putOff: ", reason = :reason, failedBatches = failedBatches + 1"
        case .replan:
            """
            , agent = :agent, before = :seen, variant = :variant, asr = :asr, voice = :voice, project = :project, \
            environment = :environment
            """
        case .settle, .overturn: ", outcome = :outcome, reason = :reason, after = :seen, finishedAt = :at"
        case .verify: ", verifiedAt = :at"
        case .reopen: ", outcome = NULL, reason = NULL, after = NULL, finishedAt = NULL, failedBatches = 0"
        }
    }

    fileprivate var sql: String {
        let states = from.map { String($0.rawValue) }.joined(separator: ", ")
        let outcome = formerOutcome.map { " AND outcome = '\($0.rawValue)'" } ?? ""
        return """
            UPDATE change SET state = \(to.rawValue)\(assignments)
            WHERE id BETWEEN :first AND :last AND state IN (\(states))\(outcome)
            """
    }
}

/// A change by its number, and how many requests have carried it.
struct ChangePlace: Hashable, Sendable {
    let id: Change.ID
    let attempts: Int
}

/// A step with what is noted of it.
struct ChangeMove: Sendable {
    let step: ChangeStep
    var outcome: Outcome?
    var reason: Settlement.Reason?
    /// The connector as it was seen, or the one that served the number, where that is worth keeping; its number in the
    /// table `connector`.
    var seen: Int64?
    /// Values that only this step has.
    var values: [String: Int64?] = [:]

    init(_ step: ChangeStep, outcome: Outcome? = nil, reason: Settlement.Reason? = nil) {
        (self.step, self.outcome, self.reason) = (step, outcome, reason)
    }
}

extension RunFile {
    /// Takes changes along and says so in the events; neighbours that do the same are one event.
    ///
    /// - Parameter places: in order.
    ///
    /// Throws `StepDefect` when one of them is not in a state that the step can be taken from.
    func move(_ places: [ChangePlace], _ move: ChangeMove, at now: Date, _ db: Database) throws {
        guard !places.isEmpty else { return }
        let reason = try move.reason.map { try store($0, db) }
        let statement = try db.cachedStatement(sql: move.step.sql)
        var values: [String: (any DatabaseValueConvertible)?] = move.values.mapValues { $0 }
        for (name, value) in [("reason", reason), ("seen", move.seen), ("at", now.milliseconds)]
        where move.step.assignments.contains(":\(name)") {
            values.updateValue(value, forKey: name)
        }
        if move.step.assignments.contains(":outcome") {
            values.updateValue(move.outcome?.rawValue, forKey: "outcome")
        }
        for run in Self.runs(of: places) {
            values["first"] = run.first
            values["last"] = run.last
            try statement.execute(arguments: StatementArguments(values))
            let count = Int(run.last - run.first + 1)
            guard db.changesCount == count else {
                throw StepDefect(step: move.step.rawValue, expected: count, actual: db.changesCount)
            }
            try append(Event(move, run, reason: reason), at: now, db)
        }
    }

    /// Numbers that follow each other, with equally many requests so far.
    private static func runs(of places: [ChangePlace]) -> [ChangeRun] {
        var runs: [ChangeRun] = []
        for place in places {
            if let last = runs.last, last.last + 1 == place.id, last.attempts == place.attempts {
                runs[runs.count - 1].last = place.id
            } else {
                runs.append(ChangeRun(first: place.id, last: place.id, attempts: place.attempts))
            }
        }
        return runs
    }

    /// The changes that a step can be taken by, in order.
    func places(before step: ChangeStep, _ db: Database) throws -> [ChangePlace] {
        let states = step.from.map { String($0.rawValue) }.joined(separator: ", ")
        let outcome = step.formerOutcome.map { "AND outcome = '\($0.rawValue)'" } ?? ""
        let sql = "SELECT id, attempts FROM change WHERE state IN (\(states)) \(outcome) ORDER BY id"
        return try Row.fetchAll(db, sql: sql).map { ChangePlace(id: $0[0], attempts: $0[1]) }
    }

    func store(_ reason: Settlement.Reason, isTemplate: Bool = false, _ db: Database) throws -> Int64 {
        try db.cachedStatement(
            sql: "INSERT INTO reason (code, message, correlation, isTemplate) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [reason.errorCode?.rawValue, reason.message, reason.correlationID, isTemplate])
        return db.lastInsertedRowID
    }
}

/// Changes whose numbers follow each other.
struct ChangeRun {
    let first: Change.ID
    var last: Change.ID
    /// Requests that have carried each of them.
    let attempts: Int
}

/// A change was not where it should have been: a fault of this program, never of its input. Nothing was recorded.
package struct StepDefect: Error, CustomStringConvertible {
    let step: String
    let expected: Int
    let actual: Int

    package var description: String {
        "Internal error: the step '\(step)' was possible for \(actual) of \(expected) changes, so it was not recorded."
    }
}

extension RunFile {
    /// Makes changes whose retries ran out ready to be sent again; a new session counts failures anew.
    func reopenFailedChanges(at now: Date) throws {
        try write { db in
            try move(try places(before: .reopen, db), ChangeMove(.reopen), at: now, db)
            try db.execute(sql: "UPDATE change SET failedBatches = 0 WHERE failedBatches > 0")
        }
    }
}
