import AgentsAPI
import AgentsClient
import Telephony

/// Takes one batch of changes, all of one agent, to its end.
///
/// The order of steps is what makes it safe to kill: the changes are marked as sent, durably, before the request goes out,
/// and every result is recorded before anything else is sent. What is marked and has no result is read back, never
/// repeated blindly.
struct BatchSender: Sendable {
    let client: AgentsClient
    let ledger: ChangeLedger
    let readBack: ReadBack
    let gate: Gate

    func send(_ changes: [Change]) async throws {
        guard !changes.isEmpty else { return }
        try ledger.markSent(changes)
        try await request(changes)
    }

    private func request(_ changes: [Change]) async throws {
        guard let agent = changes.first?.agent else { return }
        let answer: Answer<ConnectorBatchUpdateResponse>
        do {
            answer = try await client.updateConnectors(changes.map(\.update), of: agent)
        } catch {
            try ledger.countAttempts(changes, error.attempts - 1)
            return try await handle(error, of: changes)
        }
        CrashPoint.answered.reach()
        gate.breaker.answered()
        try ledger.countAttempts(changes, answer.attempts - 1)
        try await settle(changes, by: BatchResults(changes, answer.value.results, isFirstAnswer: answer.attempts == 1))
    }

    /// Deals with a request that failed as a whole.
    private func handle(_ failure: ClientFailure, of changes: [Change]) async throws {
        let unapplied = try await certainlyUnapplied(changes, after: failure)
        guard !unapplied.isEmpty else { return }
        if failure.stopsTheRun {
            try ledger.markUnsent(unapplied)
            throw RunStop(failure)
        } else if failure.isFinalRefusal {
            try await bisect(unapplied)
        } else {
            try end(unapplied, failure)
        }
    }

    /// The changes that were not applied, after settling those that were. When even that is unknown, they stay as sent.
    private func certainlyUnapplied(_ changes: [Change], after failure: ClientFailure) async throws -> [Change] {
        var unsettled = Unsettled(unapplied: changes)
        if failure.leavesInDoubt(changes) {
            if failure.kind == .interrupted { throw RunStop.interrupted }
            unsettled = try await settleByReading(changes)
        }
        report(failure, unsettled)
        return unsettled.unapplied
    }

    /// Tells the breaker. A batch that was found to be applied, although its answer was lost, is no failure; a request that
    /// never left shows nothing.
    private func report(_ failure: ClientFailure, _ unsettled: Unsettled) {
        let isOpen = !unsettled.unapplied.isEmpty || !unsettled.unread.isEmpty
        if failure.isTemporary, isOpen {
            let isUnreachable = unsettled.failure?.isUnreachable ?? !failure.mayHaveBeenApplied
            gate.breaker.failed(failure, isReached: !isUnreachable)
        } else if failure.isFinalRefusal || !isOpen {
            gate.breaker.answered()
        }
    }

    /// Settles changes by what their connectors read.
    private func settleByReading(_ changes: [Change]) async throws -> Unsettled {
        guard !changes.isEmpty else { return Unsettled() }
        return try ledger.settleUnanswered(try await readBack.observe(changes))
    }

    /// Of changes that were not applied, by a fault that another request for them would meet again or may not.
    private func end(_ changes: [Change], _ failure: ClientFailure) throws {
        guard failure.isTemporary else {
            return try ledger.settle(changes, failure.isFinalRefusal ? .rejected : .failed, failure.settlementReason)
        }
        try ledger.putOff(changes, failure.settlementReason)
    }

    /// Halves a refused batch until the item at fault stands alone.
    private func bisect(_ changes: [Change]) async throws {
        guard changes.count > 1 else { return try await sendAlone(changes) }
        let middle = changes.count / 2
        try await inTurn([Array(changes[..<middle]), Array(changes[middle...])]) { half in
            try ledger.countAttempts(half, 1)
            try await request(half)
        }
    }

    /// Sends parts of a batch of which it is certain that they were not applied. When one stops the run, when too many rows
    /// have failed, and when the API does not answer any more, the rest stay unsent.
    private func inTurn(_ parts: [[Change]], _ send: ([Change]) async throws -> Void) async throws {
        var rest = parts
        while !rest.isEmpty {
            do {
                try gate.check()
                try await send(rest.removeFirst())
            } catch {
                try ledger.markUnsent(rest.flatMap(\.self))
                throw error
            }
        }
    }
}

// MARK: - Results of single items

extension BatchSender {
    private func settle(_ changes: [Change], by results: BatchResults) async throws {
        try ledger.settle(results.confirmed)
        try await confirmByReading(results.claimed)
        let unsettled = try await settleByReading(results.doubtful)
        ledger.budget.countUnknown(unsettled.unread)
        try await sendAlone(results.refused + unsettled.unapplied)
    }

    /// For changes that the API says it made, without showing it.
    private func confirmByReading(_ changes: [Change]) async throws {
        guard !changes.isEmpty else { return }
        try ledger.settleAccepted(try await readBack.observe(changes))
    }

    /// The single request names the error code that a batch's item does not.
    private func sendAlone(_ changes: [Change]) async throws {
        try await inTurn(changes.map { [$0] }) { for change in $0 { try await sendAlone(change) } }
    }

    private func sendAlone(_ change: Change) async throws {
        let answer: Answer<Connector>
        do {
            answer = try await client.updateConnector(change.connector, change.patch, of: change.agent)
        } catch {
            try ledger.countAttempts([change], error.attempts)
            return try await handleAlone(error, of: change)
        }
        CrashPoint.answered.reach()
        gate.breaker.answered()
        try ledger.countAttempts([change], answer.attempts)
        if case .asAsked = Observation(answer.value, of: change) {
            try ledger.settle([Settlement(change: change, outcome: .updated, after: answer.value)])
        } else {
            try await confirmByReading([change])
        }
    }

    private func handleAlone(_ failure: ClientFailure, of change: Change) async throws {
        let unapplied = try await certainlyUnapplied([change], after: failure)
        guard !unapplied.isEmpty else { return }
        // The key may have access to the connector and not to where it is to move.
        let concernsTheMove = failure.errorCode == .forbidden && change.patch.projectId != nil
        if failure.stopsTheRun, !concernsTheMove {
            try ledger.markUnsent(unapplied)
            throw RunStop(failure)
        }
        try end(unapplied, failure)
    }
}

extension ClientFailure {
    /// Whether one of the changes may have been applied all the same: by this request, or by an earlier one that arrived
    /// late, so that this one is refused for it.
    fileprivate func leavesInDoubt(_ changes: [Change]) -> Bool {
        mayHaveBeenApplied || isFinalRefusal && !stopsTheRun && changes.contains(where: \.mayHaveArrived)
    }
}
