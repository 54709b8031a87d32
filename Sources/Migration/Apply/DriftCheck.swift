import AgentsAPI
import AgentsClient
import Telephony

/// Reads the connectors of a batch again before they are changed, and deals with those that are not as they were planned from.
struct DriftCheck: Sendable {
    let ledger: ChangeLedger
    let readBack: ReadBack
    let breaker: Breaker
    let policy: DriftPolicy

    /// Returns the changes that may be sent; the others are settled, or stay planned for later.
    func due(of batch: [Change]) async throws -> [Change] {
        var due: [Change] = []
        var unread: (changes: [Change], failure: ClientFailure)?
        for item in try await readBack.observe(batch) {
            switch item.observation {
            case .untouched: due.append(item.change)
            case .asAsked(let now), .different(let now):
                if let change = try reconcile(item.change, with: now) { due.append(change) }
            case .missing: try ledger.settle([item.change], .drifted, .connectorGone)
            case .unread(let failure) where failure.isTemporary:
                unread = ((unread?.changes ?? []) + [item.change], failure)
            case .unread(let failure): try ledger.settle([item.change], .failed, failure.settlementReason)
            }
        }
        if let unread {
            try ledger.putOff(unread.changes, unread.failure.settlementReason)
            breaker.failed(unread.failure)
        }
        return due
    }

    /// Returns the change as it is to be sent now, if it is.
    private func reconcile(_ change: Change, with now: Connector) throws -> Change? {
        let patch = try ledger.runFile.desire(of: change).reduced(against: now)
        if patch.isEmpty {
            let outcome = change.mayHaveArrived ? Outcome.updated : .unchanged
            try ledger.settle([Settlement(change: change, outcome: outcome, after: now)])
            return nil
        }
        guard policy == .overwrite else {
            let reason = Settlement.Reason.drifted(change, to: now)
            try ledger.settle([Settlement(change: change, outcome: .drifted, after: now, reason: reason)])
            return nil
        }
        return try overwrite(change, patch, now)
    }

    /// A connector that was moved to another project meanwhile is changed there, in a batch of that project.
    private func overwrite(_ change: Change, _ patch: ConnectorPatch, _ now: Connector) throws -> Change? {
        let agent = now.projectId == change.before.projectId ? change.agent : now.projectId
        let replanned = change.replanned(agent: agent, before: now, patch: patch)
        try ledger.runFile.replan(replanned)
        ledger.observe(.overwriting(change.connector, Settlement.Reason.overwriting(change, observed: now)))
        return agent == change.agent ? replanned : nil
    }
}
