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
        try ledger.countAttempts(changes, answer.attempts - 1)
        try await settle(changes, by: answer.value.results)
    }

    /// Deals with a request that failed as a whole.
    private func handle(_ failure: ClientFailure, of changes: [Change]) async throws {
        let unapplied = try await certainlyUnapplied(changes, after: failure)
        guard !unapplied.isEmpty else { return }
        if failure.stopsTheRun, !failure.wasSurvived {
            try ledger.markUnsent(unapplied, mayHaveArrived: failure.mayHaveBeenApplied)
            throw RunStop(failure)
        } else if failure.isFinalRefusal {
            try await bisect(unapplied)
        } else {
            try ledger.settle(unapplied, .failed, failure.settlementReason)
        }
    }

    /// The changes that were not applied, after settling those that were. When even that is unknown, they stay as sent.
    private func certainlyUnapplied(_ changes: [Change], after failure: ClientFailure) async throws -> [Change] {
        guard failure.mayHaveBeenApplied else { return changes }
        if failure.kind == .interrupted { throw RunStop.interrupted }
        return try await readBackUnanswered(changes)
    }

    /// Settles changes by what their connectors read. Returns those that were not applied.
    private func readBackUnanswered(_ changes: [Change]) async throws -> [Change] {
        guard !changes.isEmpty else { return [] }
        return try ledger.settleUnanswered(try await readBack.observe(changes))
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

    /// Sends parts of a batch of which it is certain that they were not applied. When one stops the run, the rest stay unsent.
    private func inTurn(_ parts: [[Change]], _ send: ([Change]) async throws -> Void) async throws {
        var rest = parts[...]
        while let part = rest.popFirst() {
            do {
                try await send(part)
            } catch {
                try ledger.markUnsent(rest.flatMap(\.self), mayHaveArrived: false)
                throw error
            }
        }
    }
}

// MARK: - Results of single items

extension BatchSender {
    private func settle(_ changes: [Change], by results: [ConnectorUpdateResult]) async throws {
        let sorted = BatchResults(changes, results)
        try ledger.settle(sorted.confirmed)
        try await confirmByReading(sorted.claimed)
        let unapplied = try await readBackUnanswered(sorted.unanswered)
        try await sendAlone(sorted.refused + unapplied)
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
        if failure.stopsTheRun, !failure.wasSurvived, failure.errorCode != .forbidden {
            try ledger.markUnsent(unapplied, mayHaveArrived: failure.mayHaveBeenApplied)
            throw RunStop(failure)
        }
        try ledger.settle(unapplied, failure.isFinalRefusal ? .rejected : .failed, failure.settlementReason)
    }
}

extension ClientFailure {
    /// Whether the API was seen to answer after this: a request that may have been applied has been read back by then.
    fileprivate var wasSurvived: Bool {
        if case .unreachable = kind { mayHaveBeenApplied } else { false }
    }
}
