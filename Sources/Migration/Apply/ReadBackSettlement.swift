import AgentsAPI
import AgentsClient
import Telephony

/// Changes that reading back did not settle.
struct Unsettled: Sendable {
    /// Not applied so far. A request for them could still arrive.
    var unapplied: [Change] = []
    /// Left as sent.
    var unread: [Change] = []
    /// Why the last of them could not be read.
    var failure: ClientFailure?
}

extension ChangeLedger {
    /// Settles changes that were sent and got no answer. Returns those that are still open.
    ///
    /// - Parameters:
    ///   - areRefused: whether the answer came, and refused them: what is as asked was so before.
    ///   Not so where a batch was refused whole.
    ///   - isByItem: whether each of them was refused by itself.
    func settleUnanswered(
        _ observed: [ObservedChange], areRefused: Bool = false, isByItem: Bool = true
    ) async throws -> Unsettled {
        var unsettled = Unsettled()
        try await settleAsAsked(
            observed.compactMap(\.asAsked), areRefused: areRefused, isByItem: isByItem)
        for item in observed {
            let change = item.change
            switch item.observation {
            case .asAsked: break
            case .untouched: unsettled.unapplied.append(change)
            case .different(let after):
                let reason = Settlement.Reason.changedBySomeoneElse(change, observed: after)
                try await settle([Settlement(change: change, outcome: .drifted, after: after, reason: reason)])
            case .missing: try await settle([change], .drifted, .gone(change))
            case .unread(let failure):
                try await leaveUnknown(change, failure)
                unsettled.unread.append(change)
                unsettled.failure = failure
            }
        }
        if !areRefused { unsettled.unapplied = try await markUnanswered(unsettled.unapplied) }
        return unsettled
    }

    private func settleAsAsked(_ changes: [Change], areRefused: Bool, isByItem: Bool) async throws {
        // Whether a refused batch is all or nothing is not known, so what is done of it is taken for its doing. Not a
        // number that is there: taken back, it would be released, and somebody else may have imported it.
        func wasSo(_ change: Change) -> Bool {
            areRefused && (isByItem || change.kind == .importing) && !change.mayHaveArrived
        }
        try await settle(changes.filter { !wasSo($0) }, .updated)
        try await settle(changes.filter(wasSo), .unchanged)
    }

    /// Settles changes that the API says it made, by what the connectors read.
    func settleAccepted(_ observed: [ObservedChange]) async throws {
        try await settle(observed.compactMap(\.asAsked), .updated)
        for item in observed {
            let change = item.change
            switch item.observation {
            case .asAsked: break
            case .untouched(let after):
                try await settle([
                    Settlement(change: change, outcome: .rejected, after: after, reason: .ignored(change))
                ])
            case .different(let after) where change.action.isIgnored(by: after):
                try await settle([
                    Settlement(change: change, outcome: .rejected, after: after, reason: .ignored(change))
                ])
            case .different(let after):
                let reason = Settlement.Reason.normalised(change, observed: after)
                try await settle([Settlement(change: change, outcome: .altered, after: after, reason: reason)])
            case .missing: try await settle([change], .drifted, .gone(change))
            case .unread(let failure):
                try await leaveUnknown(change, failure)
                budget.countUnknown([change])
            }
        }
    }
}
