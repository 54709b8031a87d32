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
    ///   - areOmitted: whether the answer came, and says nothing of them.
    func settleUnanswered(
        _ observed: [ObservedChange], areRefused: Bool = false, isByItem: Bool = true, areOmitted: Bool = false
    ) async throws -> Unsettled {
        var unsettled = Unsettled()
        let done = observed.filter { $0.asAsked != nil }
        let own = done.filter { !$0.wasSo(areRefused: areRefused && isByItem, isAnswered: areRefused || areOmitted) }
        try await settle(own.map(\.change), .updated)
        try await settle(
            done.filter { item in !own.contains { $0.change.id == item.change.id } }.map(\.change), .unchanged)
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

extension ObservedChange {
    /// Whether what reads as asked was so before, and not by this change.
    ///
    /// Whether a refused batch is all or nothing is not known, so what is done of it is taken for its doing. Not so a
    /// number that is there: taken back, it would be released, and somebody else may have imported it. One that has a
    /// connector was not left by an import of ours alone.
    ///
    /// - Parameter isAnswered: whether an answer came that does not say that it was made.
    fileprivate func wasSo(areRefused: Bool, isAnswered: Bool) -> Bool {
        guard change.kind == .importing else { return areRefused && !change.mayHaveArrived }
        if case .asAsked(let reading) = observation, reading?.numberState?.connector != nil { return true }
        return isAnswered && !change.mayHaveArrived
    }
}
