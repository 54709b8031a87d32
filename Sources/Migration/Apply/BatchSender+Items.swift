import AgentsAPI
import AgentsClient
import Telephony

/// What is done about the single items of a batch that was answered.
extension BatchSender {
    /// Returns what was confirmed, to be recorded with what comes next; or nothing, when more had to be done.
    ///
    /// - Parameter isRepeat: whether the same changes were answered in a batch before.
    func settle(
        _ results: BatchResults, _ correlationID: String?, isRepeat: Bool
    ) async throws -> [Settlement] {
        guard !(results.claimed.isEmpty && results.refused.isEmpty && results.doubtful.isEmpty) else {
            return results.confirmed
        }
        try await ledger.settle(results.confirmed)
        try await confirmByReading(results.claimed)
        var open = results.refused
        if let first = open.first, first.kind.type.isRefusedWhenDone {
            let unsettled = try await settleByReading(open, areRefused: true)
            ledger.budget.countUnknown(unsettled.unread)
            open = unsettled.unapplied
        }
        let unsettled = try await settleByReading(results.doubtful, areOmitted: true)
        ledger.budget.countUnknown(unsettled.unread)
        open += unsettled.unapplied
        if isRepeat {
            try await sendEachAlone(open)
        } else {
            try await settleAlike(open, results.refusals, correlationID)
        }
        return []
    }

    /// For changes that the API says it made, without showing it.
    private func confirmByReading(_ changes: [Change]) async throws {
        guard !changes.isEmpty else { return }
        try await ledger.settleAccepted(try await readBack.observe(changes))
    }
}

// MARK: - Error codes by sample

extension BatchSender {
    /// Of changes that a batch refused with equal texts, one is sent alone, as only the answer to that names the error
    /// code. When it says the same as the batch, the rest take its code; else when a second one is refused like the
    /// first. What a batch did not answer has no text, and is sent once more.
    private func settleAlike(_ changes: [Change], _ texts: [Change.ID: String], _ correlationID: String?) async throws {
        let groups = Self.alike(changes, texts)
        var counts = groups.map(\.count)[...]
        try await inTurn(groups.flatMap(\.self)) { _ in
            counts.removeFirst()
        } send: { group in
            guard let first = group.first, let text = texts[first.id] else { return try await sendAgain(group) }
            let (rest, sample) = try await sampled(group, RefusalText(text, of: first))
            guard let sample else { return try await sendAgain(rest) }
            // One of them may have been made by a late request.
            let refused = first.mayHaveArrived ? try await stillUnapplied(rest) : rest
            try await ledger.settle(
                refused.map { change in
                    let reason = Settlement.Reason.refusedAlike(
                        change, texts[change.id] ?? "", sample, correlationID)
                    return Settlement(change: change, outcome: .rejected, reason: reason)
                })
        }
    }

    /// Sends changes with one text alone until it is known why they are refused. Returns those that were not sent, and
    /// how the others were refused, if they were.
    private func sampled(_ group: [Change], _ text: RefusalText) async throws -> ([Change], RefusalSample?) {
        var rest = group
        var earlier: RefusalSample?
        while !rest.isEmpty {
            if let sample = refusals.sample(of: text) { return (rest, sample) }
            switch try await sendSample(rest.removeFirst(), insteadOf: rest) {
            case .refused(let sample):
                let saysTheSame = text.hasWords && sample.text == text
                if saysTheSame || earlier.map(sample.isLike) ?? false { refusals.keep(sample, of: text) }
                earlier = sample
            case .done: return (rest, nil)
            // It shows nothing of the others.
            case .open: break
            }
        }
        return ([], nil)
    }

    private func stillUnapplied(_ changes: [Change]) async throws -> [Change] {
        let unsettled = try await settleByReading(changes)
        ledger.budget.countUnknown(unsettled.unread)
        return unsettled.unapplied
    }

    private func sendAgain(_ changes: [Change]) async throws {
        guard changes.count > 1 else { return try await sendEachAlone(changes) }
        _ = try await sendInPortions(changes, isRepeat: true)
    }

    /// Throws after taking the others back.
    private func sendSample(_ change: Change, insteadOf others: [Change]) async throws -> SingleEnd {
        var open = [change] + others
        do {
            try gate.check()
            open.removeFirst()
            return try await sendAlone(change)
        } catch {
            try await ledger.takeBack(open)
            throw error
        }
    }

    /// Changes in groups with equal texts, each where its first one stands.
    private static func alike(_ changes: [Change], _ texts: [Change.ID: String]) -> [[Change]] {
        var groups: [[Change]] = []
        var places: [RefusalText?: Int] = [:]
        for change in changes {
            let text = texts[change.id].map { RefusalText($0, of: change) }
            if let place = places[text] {
                groups[place].append(change)
            } else {
                places[text] = groups.count
                groups.append([change])
            }
        }
        return groups
    }
}

// MARK: - Alone

extension BatchSender {
    /// What came of a change that was sent alone.
    enum SingleEnd {
        case refused(RefusalSample)
        /// It was made, as far as the API says.
        case done
        case open
    }

    private func sendEachAlone(_ changes: [Change]) async throws {
        try await inTurn(changes) { _ in
            1
        } send: { changes in
            for change in changes { try await sendAlone(change) }
        }
    }

    /// The single request names the error code that a batch's item does not.
    ///
    /// - Parameter counted: how many requests were counted already when the change was marked.
    @discardableResult func sendAlone(_ change: Change, counted: Int = 0) async throws -> SingleEnd {
        let delivery = try await deliver(
            [change], counted: counted, isBatch: false
        ) { (_) async throws(ClientFailure) in
            try await change.action.request(of: change.agent, client)
        }
        switch delivery {
        case .answered(let changes, let answer):
            for change in changes {
                if answer.value.confirms(change) {
                    try await ledger.settle([change], .updated)
                } else {
                    try await confirmByReading([change])
                }
            }
            return .done
        case .failed(let changes, let failure, _):
            for change in changes where try await handleAlone(failure, of: change) {
                return .refused(RefusalSample(change, failure))
            }
            return .open
        case .readBack: return .done
        case .tooMany(let changes, let failure):
            try await ledger.takeBack(changes, because: failure.settlementReason)
            return .open
        }
    }

    /// Returns whether the change ended as refused.
    private func handleAlone(_ failure: ClientFailure, of change: Change) async throws -> Bool {
        let unapplied = try await certainlyUnapplied([change], after: failure)
        guard !unapplied.isEmpty else { return false }
        if failure.stopsTheRun, !change.action.mayBeForbidden(by: failure) {
            try await ledger.takeBack(unapplied)
            throw RunStop(failure)
        }
        try await end(unapplied, failure, also: await change.action.explanation(of: failure, otherAgents, readBack))
        return failure.isFinalRefusal
    }
}
