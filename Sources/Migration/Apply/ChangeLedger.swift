import AgentsAPI
import AgentsClient
import Foundation
import Telephony

/// Records how changes end, in the run file first and then to whoever watches.
struct ChangeLedger: Sendable {
    /// A change whose requests failed so often in one session is not taken up again in it.
    static let mostFailedBatches = 3

    let runFile: RunFile
    let budget: FailureBudget
    let now: @Sendable () -> Date
    let observe: MigrationObserver

    func settle(_ settlements: [Settlement]) throws {
        guard !settlements.isEmpty else { return }
        CrashPoint.recording.reach()
        try runFile.settle(settlements, at: now())
        CrashPoint.recorded.reach()
        for settlement in settlements {
            budget.count(settlement.outcome, rows: settlement.change.rowCount)
            observe(.settled(settlement.outcome, rows: settlement.change.rowCount))
            if let reason = settlement.reason { report(settlement, reason.message) }
        }
    }

    private func report(_ settlement: Settlement, _ message: String) {
        let connector = settlement.change.connector
        switch settlement.outcome {
        case .updated: observe(.madeOtherwise(connector, message))
        case .drifted: observe(.drifted(connector, message))
        default: break
        }
    }

    func settle(_ changes: [Change], _ outcome: Outcome, _ reason: Settlement.Reason? = nil) throws {
        try settle(changes.map { Settlement(change: $0, outcome: outcome, reason: reason) })
    }

    /// Leaves the change as sent: whether it was applied is not known.
    func leaveUnknown(_ change: Change, _ failure: ClientFailure) throws {
        try runFile.note(.unread(failure), of: [change])
    }

    /// Makes changes that were certainly not applied ready to be sent again, or ends them when that was often enough.
    func putOff(_ changes: [Change], _ reason: Settlement.Reason) throws {
        func isAtItsEnd(_ change: Change) -> Bool { change.failedBatches + 1 >= Self.mostFailedBatches }
        try settle(changes.filter(isAtItsEnd), .failed, reason)
        CrashPoint.puttingOff.reach()
        try runFile.putOff(changes.filter { !isAtItsEnd($0) }, reason)
        CrashPoint.putOff.reach()
    }

    /// Says which changes have no answer at the end of the session.
    func reportUnknown() throws {
        let rows = try runFile.openRowCount(.sent)
        if rows > 0 { observe(.settled(.unknown, rows: rows)) }
    }

    func markSent(_ changes: [Change]) throws {
        CrashPoint.markingSent.reach()
        try runFile.markSent(changes, at: now())
        CrashPoint.markedSent.reach()
    }

    func markUnsent(_ changes: [Change]) throws {
        try runFile.markUnsent(changes)
    }

    /// Keeps in mind that requests for these changes are unanswered, and could still be applied late.
    func markUnanswered(_ changes: [Change]) throws -> [Change] {
        let news = changes.filter { !$0.mayHaveArrived }
        if !news.isEmpty { try runFile.markUnanswered(news) }
        return changes.map(\.unanswered)
    }

    /// Counts further requests that carried these changes, those that were sent again for want of an answer included; -1
    /// takes back the one that was counted when they were marked and that never left.
    func countAttempts(_ changes: [Change], _ count: Int) throws {
        if count != 0 { try runFile.countAttempts(changes, count) }
    }
}
