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
        let unsettled = try await settleByReading(results.doubtful)
        ledger.budget.countUnknown(unsettled.unread)
        let open = results.refused + unsettled.unapplied
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
    /// code; the rest take its code. What a batch did not answer has no text, and is sent once more.
    private func settleAlike(_ changes: [Change], _ texts: [Change.ID: String], _ correlationID: String?) async throws {
        let groups = Self.alike(changes, texts)
        var counts = groups.map(\.count)[...]
        try await inTurn(groups.flatMap(\.self), by: { _ in counts.removeFirst() }) { group in
            guard let first = group.first, let text = texts[first.id] else { return try await sendAgain(group) }
            try await settleAlike(group, RefusalText(text, of: first), texts, correlationID)
        }
    }

    private func settleAlike(
        _ group: [Change], _ text: RefusalText, _ texts: [Change.ID: String], _ correlationID: String?
    ) async throws {
        var rest = group
        if refusals.sample(of: text) == nil {
            try await sendSample(rest.removeFirst(), of: text, insteadOf: rest)
        }
        guard let sample = refusals.sample(of: text) else {
            // It was not refused this time.
            return try await sendAgain(rest)
        }
        let late = try await settleByReading(rest.filter(\.mayHaveArrived))
        ledger.budget.countUnknown(late.unread)
        try await ledger.settle(
            (rest.filter { !$0.mayHaveArrived } + late.unapplied).map { change in
                Settlement(
                    change: change, outcome: .rejected,
                    reason: .refusedAlike(texts[change.id] ?? "", sample, correlationID))
            })
    }

    private func sendAgain(_ changes: [Change]) async throws {
        guard changes.count > 1 else { return try await sendEachAlone(changes) }
        _ = try await sendInPortions(changes, isRepeat: true)
    }

    /// Throws after taking the others back.
    private func sendSample(_ change: Change, of text: RefusalText, insteadOf others: [Change]) async throws {
        do {
            if let sample = try await sendAlone(change) { refusals.keep(sample, of: text) }
        } catch {
            try await ledger.takeBack(others)
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
    private func sendEachAlone(_ changes: [Change]) async throws {
        try await inTurn(changes, by: { _ in 1 }) { for change in $0 { try await sendAlone(change) } }
    }

    /// The single request names the error code that a batch's item does not. Returns how it was refused, if it was.
    @discardableResult func sendAlone(_ change: Change) async throws -> RefusalSample? {
        let delivery = try await deliver([change], counted: 0) { (_) async throws(ClientFailure) in
            try await client.updateConnector(change.connector, change.patch, of: change.agent)
        }
        switch delivery {
        case .answered(let changes, let answer):
            for change in changes {
                if case .asAsked = Observation(answer.value, of: change) {
                    try await ledger.settle([change], .updated)
                } else {
                    try await confirmByReading([change])
                }
            }
        case .failed(let changes, let failure):
            for change in changes where try await handleAlone(failure, of: change) {
                return RefusalSample(connector: change.connector, errorCode: failure.errorCode)
            }
        case .readBack: break
        }
        return nil
    }

    /// Returns whether the change ended as refused.
    private func handleAlone(_ failure: ClientFailure, of change: Change) async throws -> Bool {
        let unapplied = try await certainlyUnapplied([change], after: failure)
        guard !unapplied.isEmpty else { return false }
        // The key may have access to the connector and not to where it is to move.
        let concernsTheMove = failure.errorCode == .forbidden && change.patch.projectId != nil
        if failure.stopsTheRun, !concernsTheMove {
            try await ledger.takeBack(unapplied)
            throw RunStop(failure)
        }
        try await end(unapplied, failure)
        return failure.isFinalRefusal
    }
}
