import AgentsAPI
import AgentsClient
import Foundation

/// Records how changes end, in the run file first and then to whoever watches.
struct ChangeLedger: Sendable {
    let runFile: RunFile
    let now: @Sendable () -> Date
    let observe: @Sendable (MigrationEvent) -> Void

    func settle(_ settlements: [Settlement]) throws {
        guard !settlements.isEmpty else { return }
        CrashPoint.recording.reach()
        try runFile.settle(settlements, at: now())
        CrashPoint.recorded.reach()
        for settlement in settlements {
            observe(.settled(settlement.outcome, rows: settlement.change.rowCount))
            if settlement.outcome == .updated, let reason = settlement.reason {
                observe(.warning("connector \(settlement.change.connector): \(reason.message)"))
            }
        }
    }

    func settle(_ changes: [Change], _ outcome: Outcome, _ reason: Settlement.Reason? = nil) throws {
        try settle(changes.map { Settlement(change: $0, outcome: outcome, reason: reason) })
    }

    /// Leaves the changes as sent: whether they were applied is not known.
    func leaveUnknown(_ change: Change, _ failure: ClientFailure) throws {
        try runFile.note(.unread(failure), of: [change])
        observe(.settled(.unknown, rows: change.rowCount))
    }

    func markSent(_ changes: [Change]) throws {
        CrashPoint.markingSent.reach()
        try runFile.markSent(changes, at: now())
        CrashPoint.markedSent.reach()
    }

    func markUnsent(_ changes: [Change], mayHaveArrived: Bool) throws {
        try runFile.markUnsent(changes, mayHaveArrived: mayHaveArrived)
    }

    /// Counts further requests that carried these changes, those that were sent again for want of an answer included.
    func countAttempts(_ changes: [Change], _ count: Int) throws {
        if count > 0 { try runFile.countAttempts(changes, count) }
    }
}
