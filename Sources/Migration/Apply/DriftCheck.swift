import AgentsAPI
import AgentsClient
import Telephony

/// Reads what a batch is about again before it is changed, and deals with what is not as it was planned from.
struct DriftCheck: Sendable {
    let ledger: ChangeLedger
    let readBack: ReadBack
    let breaker: Breaker
    let policy: DriftPolicy
    /// Nil for changes that reach no other numbers.
    let collateral: CollateralCheck?
    /// Whether a change may reach numbers that the sheet does not name.
    let allowsCollateral: Bool

    /// Returns the changes that may be sent; the others are settled, or stay planned for later.
    func due(of batch: [Change]) async throws -> [Change] {
        var due: [Change] = []
        var unread: (changes: [Change], failure: ClientFailure)?
        for item in try await readBack.observe(batch) {
            switch item.observation {
            case .untouched: due.append(item.change)
            case .asAsked(let now):
                if let change = try await reconcile(item.change, with: now, isAsAsked: true) { due.append(change) }
            case .different(let now):
                if let change = try await reconcile(item.change, with: now, isAsAsked: false) { due.append(change) }
            case .missing: try await ledger.settle([item.change], .drifted, .gone(item.change))
            case .unread(let failure) where failure.isTemporary:
                unread = ((unread?.changes ?? []) + [item.change], failure)
            case .unread(let failure): try await ledger.settle([item.change], .failed, failure.settlementReason)
            }
        }
        if let unread {
            try await ledger.putOff(unread.changes, unread.failure.settlementReason)
            breaker.failed(unread.failure)
        }
        return try await reachingNobodyUnsaid(due)
    }

    /// Leaves out the changes that would reach numbers which came to their connectors since the plan; where they may,
    /// notes those numbers for the account.
    private func reachingNobodyUnsaid(_ changes: [Change]) async throws -> [Change] {
        guard let collateral, !changes.isEmpty else { return changes }
        let newcomers: [Change.ID: [String]]
        do {
            newcomers = try await collateral.newcomers(of: changes)
        } catch let failure as ClientFailure where allowsCollateral && failure.kind != .interrupted {
            // The person has said that they may be reached, whoever they are.
            return changes
        } catch let failure as ClientFailure where failure.saysNoSuchOperation {
            // The plan saw the numbers. What cannot be seen any more is not to be changed unasked.
            let whole = try ledger.file.wholeChanges(among: changes)
            try await ledger.settle(changes.filter { !whole.contains($0.id) }, .drifted, .reachUnseen)
            return changes.filter { whole.contains($0.id) }
        } catch let failure as ClientFailure where failure.isTemporary && !failure.isPartial {
            try await ledger.putOff(changes, failure.settlementReason)
            breaker.failed(failure)
            return []
        }
        guard !allowsCollateral else {
            try await offPool { [file = ledger.file] _ in try file.note(newcomers) }
            return changes
        }
        try await ledger.settle(
            changes.compactMap { change in
                newcomers[change.id].map {
                    Settlement(change: change, outcome: .drifted, reason: .reachesMore(change, $0))
                }
            })
        return changes.filter { newcomers[$0.id] == nil }
    }

    /// Returns the change as it is to be sent now, if it is.
    private func reconcile(_ change: Change, with now: Reading?, isAsAsked: Bool) async throws -> Change? {
        let file = ledger.file
        let desire = try await offPool { _ in try file.read { db in try file.desire(of: change, db) } }
        let anew = now.flatMap { change.action.anew(from: $0, desire: desire) }
        if isAsAsked, anew == nil {
            try await ledger.settle([change], change.mayHaveArrived ? .updated : .unchanged)
            return nil
        }
        guard policy == .overwrite, let now, let anew else {
            let reason = Settlement.Reason.drifted(change, to: now)
            try await ledger.settle([Settlement(change: change, outcome: .drifted, after: now, reason: reason)])
            return nil
        }
        return try await overwrite(change, by: anew, now)
    }

    /// A connector that was moved to another project meanwhile is changed there, in a batch of that project.
    private func overwrite(_ change: Change, by anew: any Action, _ now: Reading) async throws -> Change? {
        var replanned = change
        replanned.action = anew
        if case .connector(let connector) = now, connector.projectId != change.update?.before.projectId {
            replanned.agent = connector.projectId
        }
        let hasMoved = replanned.agent != change.agent
        try await ledger.replan(replanned)
        if hasMoved { await collateral?.forgetListing(of: replanned.agent) }
        ledger.observe(
            .overwriting(change.kind, change.subject, Settlement.Reason.overwriting(change, observed: now)))
        return hasMoved ? nil : replanned
    }
}
