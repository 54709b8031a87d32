import AgentsAPI
import AgentsClient
import Foundation
import GRDB
import Telephony

/// Records what becomes of changes, in the run file first and then to whoever watches. Every method is one durable
/// step.
struct ChangeLedger: Sendable {
    /// A change whose requests failed so often in one session is not taken up again in it.
    static let mostFailedBatches = 3

    let file: RunFile
    let budget: FailureBudget
    let now: @Sendable () -> Date
    let observe: MigrationObserver

    private func write(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        try await offPool { [file] _ in try file.write(body) }
    }

    // MARK: The usual way: a batch's results and the marks of the next one are one step

    /// Records how changes ended, and marks those of `next` as sent. Returns the latter: once this returns, a crash
    /// cannot make them look unsent.
    func settle(
        _ settlements: [Settlement], thenMark next: @escaping @Sendable (Database) throws -> [Change]
    ) async throws -> [Change] {
        if !settlements.isEmpty { file.reach(.recording) }
        let marked = try await offPool { [self] _ in
            try file.write { db in
                try record(settlements, db)
                let due = try next(db)
                if !due.isEmpty { file.reach(.markingSent) }
                return try markSent(due, db)
            }
        }
        if !settlements.isEmpty { file.reach(.recorded) }
        if !marked.isEmpty { file.reach(.markedSent) }
        announce(settlements)
        return marked
    }

    func markSent(_ changes: [Change]) async throws -> [Change] {
        try await settle([]) { _ in changes }
    }

    private func markSent(_ changes: [Change], _ db: Database) throws -> [Change] {
        try file.move(changes.map(\.place), ChangeMove(.send), at: now(), db)
        return changes.map { change in
            var change = change
            change.attempts += 1
            return change
        }
    }

    // MARK: Settling

    func settle(_ settlements: [Settlement]) async throws {
        guard !settlements.isEmpty else { return }
        _ = try await settle(settlements) { _ in [] }
    }

    func settle(_ changes: [Change], _ outcome: Outcome, _ reason: Settlement.Reason? = nil) async throws {
        try await settle(changes.map { Settlement(change: $0, outcome: outcome, reason: reason) })
    }

    /// Neighbours that ended as they should are one step of the record.
    private func record(_ settlements: [Settlement], _ db: Database) throws {
        var plain: [Outcome: [ChangePlace]] = [:]
        for settlement in settlements {
            if settlement.after == nil, settlement.reason == nil {
                plain[settlement.outcome, default: []].append(settlement.change.place)
            } else {
                try record(.settle, settlement, db)
            }
        }
        for (outcome, places) in plain {
            try file.move(places.sorted { $0.id < $1.id }, ChangeMove(.settle, outcome: outcome), at: now(), db)
        }
    }

    private func record(_ step: ChangeStep, _ settlement: Settlement, _ db: Database) throws {
        let change = settlement.change
        var move = ChangeMove(step, outcome: settlement.outcome, reason: settlement.reason)
        move.seen = try settlement.after.flatMap { try file.keep($0, of: change.agent, db) }
        try file.move([change.place], move, at: now(), db)
    }

    private func announce(_ settlements: [Settlement]) {
        for settlement in settlements {
            // The rows that need a step before their last one are not counted with it, but one is lost at least.
            if !settlement.isConsequence { budget.count(settlement.outcome, rows: max(1, settlement.change.rowCount)) }
            if settlement.change.rowCount > 0 {
                observe(.settled(settlement.outcome, rows: settlement.change.rowCount))
            }
            if let reason = settlement.reason { report(settlement, reason.message) }
        }
    }

    private func report(_ settlement: Settlement, _ message: String) {
        let change = settlement.change
        switch settlement.outcome {
        case .altered: observe(.madeOtherwise(change.kind, change.subject, message))
        case .drifted: observe(.drifted(change.kind, change.subject, message))
        default: break
        }
    }

    // MARK: Leaving open

    /// Leaves the change as sent: whether it was applied is not known.
    func leaveUnknown(_ change: Change, _ failure: ClientFailure) async throws {
        try await write { [file, now] db in
            try file.move([change.place], ChangeMove(.note, reason: .unread(failure)), at: now(), db)
        }
    }

    /// Makes changes that were certainly not applied ready to be sent again, or ends them when that was often enough.
    func putOff(_ changes: [Change], _ reason: Settlement.Reason) async throws {
        func isAtItsEnd(_ change: Change) -> Bool { change.failedBatches + 1 >= Self.mostFailedBatches }
        try await settle(changes.filter(isAtItsEnd), .failed, reason)
        file.reach(.puttingOff)
        let places = changes.filter { !isAtItsEnd($0) }.map(\.place)
        try await write { [file, now] db in
            try file.move(places, ChangeMove(.putOff, reason: reason), at: now(), db)
        }
        file.reach(.putOff)
    }

    /// Takes back the mark of changes that were not applied, and what was noted of them but for their attempts.
    func takeBack(
        _ changes: [Change], _ step: ChangeStep = .takeBack, because reason: Settlement.Reason? = nil
    ) async throws {
        guard !changes.isEmpty else { return }
        try await write { [file, now] db in
            try file.move(changes.map(\.place), ChangeMove(step, reason: reason), at: now(), db)
        }
    }

    /// Keeps in mind that requests for these changes are unanswered, and could still be applied late.
    func markUnanswered(_ changes: [Change]) async throws -> [Change] {
        let news = changes.filter { !$0.mayHaveArrived }
        if !news.isEmpty {
            try await write { [file, now] db in
                try file.move(news.map(\.place), ChangeMove(.doubt), at: now(), db)
            }
        }
        return changes.map { change in
            var change = change
            change.mayHaveArrived = true
            return change
        }
    }

    /// Counts further requests that carried these changes, those that were sent again for want of an answer included;
    /// -1 takes back the one that was counted when they were marked and that never left.
    func countAttempts(_ changes: [Change], _ count: Int) async throws -> [Change] {
        guard count != 0 else { return changes }
        let counted = changes.map { change in
            var change = change
            change.attempts += count
            return change
        }
        try await write { [file, now] db in
            var move = ChangeMove(count > 0 ? .resend : .unsend)
            move.values = ["count": Int64(count)]
            try file.move(counted.map(\.place), move, at: now(), db)
        }
        return counted
    }

    // MARK: Planned anew, verified

    /// Replaces what a change that is about to be sent begins with and asks for.
    func replan(_ change: Change) async throws {
        try await write { [file, now] db in
            let columns = try change.action.columns(of: change.agent, file, db)
            var move = ChangeMove(.replan)
            move.seen = columns.before
            move.values = [
                "agent": try file.names.id(of: change.agent.rawValue, db), "variant": columns.settings.variant,
                "asr": columns.settings.asr, "voice": columns.settings.voice, "project": columns.settings.project,
                "environment": columns.environment,
            ]
            try file.move([change.place], move, at: now(), db)
        }
    }

    /// Records what reading back at the end showed; all of it or nothing.
    func recordVerification(of verified: [Change], drifted: [Settlement]) async throws {
        try await write { [self] db in
            try file.move(verified.map(\.place), ChangeMove(.verify), at: now(), db)
            for settlement in drifted { try record(.overturn, settlement, db) }
        }
        for settlement in drifted {
            let change = settlement.change
            observe(.drifted(change.kind, change.subject, settlement.reason?.message ?? ""))
        }
    }

    /// Says which changes have no answer at the end of the session.
    func reportUnknown() throws {
        let rows = try file.openRowCount(.sent)
        if rows > 0 { observe(.settled(.unknown, rows: rows)) }
    }
}
