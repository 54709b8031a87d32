import AgentsAPI
import Telephony

extension ChangeLedger {
    /// Settles changes that were sent and got no answer. Returns those that turn out not to have been applied.
    func settleUnanswered(_ observed: [ObservedChange]) throws -> [Change] {
        var unapplied: [Change] = []
        for item in observed {
            let change = item.change
            switch item.observation {
            case .asAsked(let after): try settle([Settlement(change: change, outcome: .updated, after: after)])
            case .untouched: unapplied.append(change)
            case .different(let after):
                let reason = Settlement.Reason.changedBySomeoneElse(change, observed: after)
                try settle([Settlement(change: change, outcome: .drifted, after: after, reason: reason)])
            case .missing: try settle([change], .drifted, .connectorGone)
            case .unread(let failure): try leaveUnknown(change, failure)
            }
        }
        return unapplied
    }

    /// Settles changes that the API says it made, by what the connectors read.
    func settleAccepted(_ observed: [ObservedChange]) throws {
        for item in observed {
            let change = item.change
            switch item.observation {
            case .asAsked(let after): try settle([Settlement(change: change, outcome: .updated, after: after)])
            case .untouched(let after):
                try settle([Settlement(change: change, outcome: .rejected, after: after, reason: .ignored(change))])
            case .different(let after):
                let reason = Settlement.Reason.normalised(change, observed: after)
                try settle([Settlement(change: change, outcome: .updated, after: after, reason: reason)])
            case .missing: try settle([change], .drifted, .connectorGone)
            case .unread(let failure): try leaveUnknown(change, failure)
            }
        }
    }

    /// Settles changes whose connectors are not as they were planned from. Returns those that may be sent.
    func settleDrifted(_ observed: [ObservedChange]) throws -> [Change] {
        var due: [Change] = []
        for item in observed {
            let change = item.change
            switch item.observation {
            case .untouched: due.append(change)
            case .asAsked(let after):
                let outcome = change.mayHaveArrived ? Outcome.updated : .unchanged
                try settle([Settlement(change: change, outcome: outcome, after: after)])
            case .different(let after):
                let reason =
                    change.mayHaveArrived
                    ? Settlement.Reason.changedBySomeoneElse(change, observed: after)
                    : .drifted(from: change.before, to: after)
                try settle([Settlement(change: change, outcome: .drifted, after: after, reason: reason)])
            case .missing: try settle([change], .drifted, .connectorGone)
            case .unread(let failure): try settle([change], .failed, failure.settlementReason)
            }
        }
        return due
    }
}
