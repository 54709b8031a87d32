import AgentsAPI
import AgentsClient
import Telephony

/// Takes one batch of changes, all of one agent, to its end.
///
/// The order of steps is what makes it safe to kill: the changes are marked as sent, durably, before the request goes
/// out, and every result is recorded before anything else is sent of it. What is marked and has no result is read back,
/// never repeated blindly: not after a kill, and not after an answer that leaves open whether it was applied.
struct BatchSender: Sendable {
    let client: AgentsClient
    let ledger: ChangeLedger
    let readBack: ReadBack
    let gate: Gate

    /// Sends changes that are marked as sent. Returns the results that are still to be recorded, all of them confirmed.
    func send(_ changes: [Change]) async throws -> [Settlement] {
        guard !changes.isEmpty else { return [] }
        return try await request(changes)
    }

    private func request(_ changes: [Change]) async throws -> [Settlement] {
        guard let agent = changes.first?.agent else { return [] }
        let delivery = try await deliver(changes, counted: 1) { (changes) async throws(ClientFailure) in
            try await client.updateConnectors(changes.map(\.update), of: agent)
        }
        switch delivery {
        case .answered(let changes, let answer):
            return try await settle(BatchResults(changes, answer.results))
        case .failed(let changes, let failure):
            try await handle(failure, of: changes)
        case .readBack: break
        }
        return []
    }

    /// Deals with a request that failed as a whole.
    private func handle(_ failure: ClientFailure, of changes: [Change]) async throws {
        let unapplied = try await certainlyUnapplied(changes, after: failure)
        guard !unapplied.isEmpty else { return }
        if failure.stopsTheRun {
            try await ledger.takeBack(unapplied)
            throw RunStop(failure)
        } else if failure.isFinalRefusal {
            try await bisect(unapplied)
        } else {
            try await end(unapplied, failure)
        }
    }

    /// Of changes that were not applied, by a fault that another request for them would meet again or may not.
    private func end(_ changes: [Change], _ failure: ClientFailure) async throws {
        guard failure.isTemporary else {
            let outcome = failure.isFinalRefusal ? Outcome.rejected : .failed
            return try await ledger.settle(changes, outcome, failure.settlementReason)
        }
        try await ledger.putOff(changes, failure.settlementReason)
    }

    /// Halves a refused batch until the item at fault stands alone.
    private func bisect(_ changes: [Change]) async throws {
        guard changes.count > 1 else { return try await sendAlone(changes) }
        let middle = changes.count / 2
        try await inTurn([Array(changes[..<middle]), Array(changes[middle...])]) { half in
            try await ledger.settle(try await request(try await ledger.countAttempts(half, 1)))
        }
    }

    /// Sends parts of a batch of which it is certain that they were not applied. When one stops the run, when too many
    /// rows have failed, and when the API does not answer any more, the rest stay unsent.
    private func inTurn(_ parts: [[Change]], _ send: ([Change]) async throws -> Void) async throws {
        var rest = parts
        while !rest.isEmpty {
            do {
                try gate.check()
                try await send(rest.removeFirst())
            } catch {
                try await ledger.takeBack(rest.flatMap(\.self))
                throw error
            }
        }
    }
}

// MARK: - Requests whose fate is unknown

extension BatchSender {
    private enum Delivery<Value: Sendable> {
        case answered([Change], Value)
        /// No further request helps.
        case failed([Change], ClientFailure)
        /// Reading back left nothing to send again.
        case readBack
    }

    /// Requests changes, and requests them again while the answer leaves open whether they were applied and that can
    /// help: each time after a pause, and only those that reading back just showed not to be applied.
    ///
    /// - Parameter counted: how many requests were counted already when the changes were marked.
    private func deliver<Value>(
        _ changes: [Change], counted: Int, _ request: ([Change]) async throws(ClientFailure) -> Answer<Value>
    ) async throws -> Delivery<Value> {
        var (open, counted, attempt) = (changes, counted, 1)
        while true {
            let failure: ClientFailure
            switch await result(of: open, request) {
            case .success(let answer):
                ledger.file.reach(.answered)
                gate.breaker.answered()
                return .answered(try await ledger.countAttempts(open, answer.attempts - counted), answer.value)
            case .failure(let reason): failure = reason
            }
            open = try await ledger.countAttempts(open, failure.attempts - counted)
            guard failure.mayHaveBeenApplied else { return .failed(open, failure) }
            do {
                try await client.pause(after: failure, attempt: attempt)
            } catch {
                return .failed(open, error)
            }
            let unsettled = try await settleByReading(open)
            guard !unsettled.unapplied.isEmpty else {
                report(failure, unsettled)
                return .readBack
            }
            (open, counted, attempt) = (unsettled.unapplied, 0, attempt + 1)
        }
    }

    private func result<Value>(
        of changes: [Change], _ request: ([Change]) async throws(ClientFailure) -> Answer<Value>
    ) async -> Result<Answer<Value>, ClientFailure> {
        do {
            return .success(try await request(changes))
        } catch {
            return .failure(error)
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

    /// Tells the breaker. A batch that was found to be applied, although its answer was lost, is no failure; a request
    /// that never left shows nothing.
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
        return try await ledger.settleUnanswered(try await readBack.observe(changes))
    }
}

// MARK: - Results of single items

extension BatchSender {
    /// Returns what was confirmed, to be recorded with what comes next; or nothing, when more had to be done.
    private func settle(_ results: BatchResults) async throws -> [Settlement] {
        guard !(results.claimed.isEmpty && results.refused.isEmpty && results.doubtful.isEmpty) else {
            return results.confirmed
        }
        try await ledger.settle(results.confirmed)
        try await confirmByReading(results.claimed)
        let unsettled = try await settleByReading(results.doubtful)
        ledger.budget.countUnknown(unsettled.unread)
        try await sendAlone(results.refused + unsettled.unapplied)
        return []
    }

    /// For changes that the API says it made, without showing it.
    private func confirmByReading(_ changes: [Change]) async throws {
        guard !changes.isEmpty else { return }
        try await ledger.settleAccepted(try await readBack.observe(changes))
    }

    /// The single request names the error code that a batch's item does not.
    private func sendAlone(_ changes: [Change]) async throws {
        try await inTurn(changes.map { [$0] }) { for change in $0 { try await sendAlone(change) } }
    }

    private func sendAlone(_ change: Change) async throws {
        let delivery = try await deliver([change], counted: 0) { (_) async throws(ClientFailure) in
            try await client.updateConnector(change.connector, change.patch, of: change.agent)
        }
        switch delivery {
        case .answered(let changes, let after):
            for change in changes {
                if case .asAsked = Observation(after, of: change) {
                    try await ledger.settle([change], .updated)
                } else {
                    try await confirmByReading([change])
                }
            }
        case .failed(let changes, let failure):
            for change in changes { try await handleAlone(failure, of: change) }
        case .readBack: break
        }
    }

    private func handleAlone(_ failure: ClientFailure, of change: Change) async throws {
        let unapplied = try await certainlyUnapplied([change], after: failure)
        guard !unapplied.isEmpty else { return }
        // The key may have access to the connector and not to where it is to move.
        let concernsTheMove = failure.errorCode == .forbidden && change.patch.projectId != nil
        if failure.stopsTheRun, !concernsTheMove {
            try await ledger.takeBack(unapplied)
            throw RunStop(failure)
        }
        try await end(unapplied, failure)
    }
}

extension ClientFailure {
    /// Whether one of the changes may have been applied all the same: by this request, or by an earlier one that
    /// arrived late, so that this one is refused for it.
    fileprivate func leavesInDoubt(_ changes: [Change]) -> Bool {
        mayHaveBeenApplied || isFinalRefusal && !stopsTheRun && changes.contains(where: \.mayHaveArrived)
    }
}
