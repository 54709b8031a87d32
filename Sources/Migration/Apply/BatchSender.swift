import AgentsAPI
import AgentsClient
import Telephony

/// Takes one batch of changes, all of one agent and one kind, to its end.
///
/// The order of steps is what makes it safe to kill: the changes are marked as sent, durably, before the request goes
/// out, and every result is recorded before anything else is sent of it. What is marked and has no result is read back,
/// never repeated blindly: not after a kill, and not after an answer that leaves open whether it was applied.
struct BatchSender: Sendable {
    let client: AgentsClient
    let ledger: ChangeLedger
    let readBack: ReadBack
    let gate: Gate
    let size: BatchSize
    let refusals: KnownRefusals
    /// Those that the sheet names.
    var otherAgents: [AgentID] = []

    /// What came of a batch.
    struct Sent: Sendable {
        /// Confirmed, and still to be recorded.
        var confirmed: [Settlement] = []
        let fate: Fate
    }

    enum Fate: Sendable {
        /// The API took it as it was, whatever it answered of single items.
        case taken
        /// It was refused for being too many, and all of it is planned again.
        case tooMany
        case failed
    }

    /// Sends changes that are marked as sent.
    func send(_ changes: [Change]) async throws -> Sent {
        guard !changes.isEmpty else { return Sent(fate: .taken) }
        return try await request(changes)
    }

    /// - Parameter isRepeat: whether the same changes were answered in a batch before.
    private func request(_ changes: [Change], isRepeat: Bool = false) async throws -> Sent {
        guard let first = changes.first else { return Sent(fate: .taken) }
        guard first.kind.type.isBatched else { return try await sendUnbatched(first) }
        let delivery = try await deliver(changes, counted: 1) { (changes) async throws(ClientFailure) in
            try await ask(for: changes, first)
        }
        switch delivery {
        case .answered(let changes, let answer):
            let results = BatchResults(changes, answer.value)
            return Sent(confirmed: try await settle(results, answer.correlationID, isRepeat: isRepeat), fate: .taken)
        case .failed(let changes, let failure, let isTooMany):
            return Sent(fate: try await handle(failure, of: changes, isTooMany: isTooMany))
        case .tooMany(let changes, let failure):
            try await ledger.takeBack(changes, because: failure.settlementReason)
            return Sent(fate: .tooMany)
        case .readBack: return Sent(fate: .taken)
        }
    }

    private func ask(
        for changes: [Change], _ first: Change
    ) async throws(ClientFailure) -> Answer<[ItemAnswer]> {
        let answer = try await first.kind.type.request(changes, of: first.agent, client)
        size.take(changes.count, in: answer.elapsed)
        return answer
    }

    /// Of a kind that the API has no request for many of.
    private func sendUnbatched(_ change: Change) async throws -> Sent {
        if case .refused = try await sendAlone(change, counted: 1) { return Sent(fate: .failed) }
        return Sent(fate: .taken)
    }

    /// Deals with a request that failed as a whole.
    private func handle(
        _ failure: ClientFailure, of changes: [Change], isTooMany: Bool
    ) async throws -> Fate {
        let unapplied = try await certainlyUnapplied(changes, after: failure)
        guard !unapplied.isEmpty else { return .failed }
        if failure.stopsTheRun {
            try await ledger.takeBack(unapplied)
            throw RunStop(failure)
        } else if isTooMany {
            try await ledger.takeBack(unapplied, because: failure.settlementReason)
            return .tooMany
        } else if failure.isFinalRefusal {
            return try await bisect(unapplied)
        } else {
            try await end(unapplied, failure)
            return .failed
        }
    }

    /// Of changes that were not applied, by a fault that another request for them would meet again or may not.
    ///
    /// - Parameter explanation: a sentence to add to what the failure says.
    func end(_ changes: [Change], _ failure: ClientFailure, also explanation: String? = nil) async throws {
        var reason = failure.settlementReason
        if let explanation { reason.message += " " + explanation }
        guard failure.isTemporary else {
            return try await ledger.settle(changes, failure.isFinalRefusal ? .rejected : .failed, reason)
        }
        try await ledger.putOff(changes, reason)
    }

    /// Halves a refused batch until the item at fault stands alone. When there is none, as both halves are taken, the
    /// batch was too large.
    private func bisect(_ changes: [Change]) async throws -> Fate {
        guard changes.count > 1 else {
            try await sendAlone(changes[0])
            return .failed
        }
        let middle = changes.count / 2
        var areTaken = true
        try await inTurn(changes) { left in
            left == changes.count ? middle : left
        } send: { half in
            areTaken = try await sendInPortions(half) && areTaken
        }
        if areTaken { size.refuse(changes.count) }
        return areTaken ? .taken : .failed
    }

    /// Sends changes once more, in batches as large as the API takes. Returns whether it took each of them.
    func sendInPortions(_ changes: [Change], isRepeat: Bool = false) async throws -> Bool {
        var areTaken = true
        try await inTurn(changes, by: size.next) { portion in
            let sent = try await request(try await ledger.countAttempts(portion, 1), isRepeat: isRepeat)
            try await ledger.settle(sent.confirmed)
            areTaken = areTaken && sent.fate == .taken
        }
        return areTaken
    }

    /// Sends changes of which it is certain that they were not applied, some at a time. When one stops the run, when
    /// too many rows have failed, and when the API does not answer any more, the rest stay unsent.
    func inTurn(
        _ changes: [Change], by count: (_ left: Int) -> Int, send: ([Change]) async throws -> Void
    ) async throws {
        var rest = changes[...]
        while !rest.isEmpty {
            do {
                try gate.check()
                let portion = Array(rest.prefix(count(rest.count)))
                rest = rest.dropFirst(portion.count)
                try await send(portion)
            } catch {
                try await ledger.takeBack(Array(rest))
                throw error
            }
        }
    }
}

// MARK: - Requests whose fate is unknown

extension BatchSender {
    enum Delivery<Value: Sendable> {
        case answered([Change], Answer<Value>)
        /// No further request of the same helps. Says whether they were too many.
        case failed([Change], ClientFailure, isTooMany: Bool)
        /// They were not applied, and are better sent in smaller batches.
        case tooMany([Change], ClientFailure)
        /// Reading back left nothing to send again.
        case readBack
    }

    /// Requests changes, and requests them again while the answer leaves open whether they were applied and that can
    /// help: each time after a pause, and only those that reading back just showed not to be applied.
    ///
    /// - Parameters:
    ///   - counted: how many requests were counted already when the changes were marked.
    ///   - isBatch: whether the answer shows anything of the size of batches.
    func deliver<Value>(
        _ changes: [Change], counted: Int, isBatch: Bool = true,
        _ request: ([Change]) async throws(ClientFailure) -> Answer<Value>
    ) async throws -> Delivery<Value> {
        var (open, counted, attempt) = (changes, counted, 1)
        while true {
            let failure: ClientFailure
            switch await result(of: open, request) {
            case .success(let answer):
                ledger.file.reach(.answered)
                gate.breaker.answered()
                return .answered(try await ledger.countAttempts(open, answer.attempts - counted), answer)
            case .failure(let reason): failure = reason
            }
            open = try await ledger.countAttempts(open, failure.attempts - counted)
            let isTooMany = isBatch && size.fail(open.count, failure)
            guard failure.mayHaveBeenApplied else { return .failed(open, failure, isTooMany: isTooMany) }
            do {
                try await client.pause(after: failure, attempt: attempt)
            } catch {
                return .failed(open, error, isTooMany: isTooMany)
            }
            let unsettled = try await settleByReading(open)
            guard !unsettled.unapplied.isEmpty else {
                report(failure, unsettled)
                return .readBack
            }
            guard !isTooMany else { return .tooMany(unsettled.unapplied, failure) }
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
    func certainlyUnapplied(_ changes: [Change], after failure: ClientFailure) async throws -> [Change] {
        var unsettled = Unsettled(unapplied: changes)
        if failure.leavesInDoubt(changes) {
            if failure.kind == .interrupted { throw RunStop.interrupted }
            unsettled = try await settleByReading(changes)
        } else if changes.contains(where: { $0.action.mayBeDone(by: failure) }) {
            unsettled = try await settleByReading(changes, areRefused: true, isByItem: changes.count == 1)
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

    /// Settles changes by what they are about reads.
    func settleByReading(
        _ changes: [Change], areRefused: Bool = false, isByItem: Bool = true, areOmitted: Bool = false
    ) async throws -> Unsettled {
        guard !changes.isEmpty else { return Unsettled() }
        let observed = try await readBack.observe(changes)
        return try await ledger.settleUnanswered(
            observed, areRefused: areRefused, isByItem: isByItem, areOmitted: areOmitted)
    }
}

extension ClientFailure {
    /// Whether one of the changes may have been applied all the same: by this request, or by an earlier one that
    /// arrived late, so that this one is refused for it.
    fileprivate func leavesInDoubt(_ changes: [Change]) -> Bool {
        mayHaveBeenApplied || isFinalRefusal && !stopsTheRun && changes.contains(where: \.mayHaveArrived)
    }
}
