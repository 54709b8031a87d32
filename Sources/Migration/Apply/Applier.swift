import AgentsAPI
import AgentsClient
import Foundation
import GRDB
import ServiceLifecycle

/// Sends the planned changes of one kind in order, some batches at a time, until none is left or the run has to stop.
struct Applier: Sendable {
    /// A plan older than this is not trusted: its connectors are read again before they are changed.
    static let planLifetime: TimeInterval = 10 * 60

    let kind: ActionKind
    let file: RunFile
    let sender: BatchSender
    let driftCheck: DriftCheck
    let vigil: Vigil
    let concurrency: @Sendable () -> Int
    /// When the plan's connectors were read; nil when that was in an earlier session, or before a question that was
    /// long in being answered.
    var plannedAt: Date?

    var ledger: ChangeLedger { sender.ledger }
    private var gate: Gate { sender.gate }
    private var size: BatchSize { sender.size }

    /// Reads back what an earlier session sent without seeing the answer. What never arrived is ready to be sent again.
    ///
    /// Throws `RunStop` when nothing answers: somebody who resumes a run is better told so than kept waiting.
    func settleInterrupted() async throws {
        try await readBackSent { unsettled in
            try await ledger.takeBack(unsettled.unapplied, .takeUp)
            if let failure = unsettled.failure, failure.isUnreachable { throw RunStop(failure) }
        }
    }

    /// Throws `RunStop` when changes are left. Batches on the wire are finished first, also when another one stops the
    /// run.
    func apply() async throws {
        repeat {
            do {
                try await sendPlanned()
            } catch RunStop.tooManyFailures {
                try await readBackUnknown()
                try gate.budget.check()
                continue
            }
            if Self.mustEnd, try file.changeCount(.planned, kind) > 0 { throw RunStop.interrupted }
            try await waitOutOutage()
            try await readBackUnknown()
        } while try file.changeCount(.planned, kind) > 0
    }

    private static var mustEnd: Bool { Task.isShuttingDownGracefully || Task.isCancelled }
}

// MARK: - Sending

extension Applier {
    /// What came of a batch, and what stops the run, if anything does.
    private struct BatchEnd: Sendable {
        let ids: ClosedRange<Change.ID>
        var sent: BatchSender.Sent?
        var stop: (any Error)?
    }

    /// Sends each planned change once, unless the run has to stop or the API does not answer any more; what was refused
    /// for being too many is sent again in smaller batches.
    ///
    /// One transaction records a batch's results and marks the next batch: the only durable commit in between. A batch
    /// that is larger than any that was taken goes alone: the size of the next ones depends on its answer.
    private func sendPlanned() async throws {
        var spans = OpenSpans()
        var stop: (any Error)?
        var running = 0
        var isTrial = false
        var keptSize = size.known
        await withTaskGroup(of: BatchEnd.self) { group in
            /// Records results and sends the next batch, if there is one and room for it. Returns whether it did.
            func turn(_ settlements: [Settlement]) async -> Bool {
                do {
                    let isMarked = isPlanFresh
                    let isFull = stop != nil || running >= (isTrial ? 1 : max(1, concurrency()))
                    let portion = isFull ? nil : try await nextPortion(of: &spans, isAlone: running == 0)
                    let batch = try await record(settlements, next: portion, marks: isMarked)
                    // Of other kinds it is found again by the next session.
                    if kind == .settings, size.known != keptSize {
                        keptSize = size.known
                        try await offPool { [file, keptSize] _ in try file.keep(batchSize: keptSize) }
                    }
                    guard let portion, let last = batch.last else { return false }
                    spans.take(through: last.id)
                    running += 1
                    isTrial = portion.isTrial
                    group.addTask { await send(batch, isMarked: isMarked) }
                    return true
                } catch {
                    stop = stop ?? error
                    return false
                }
            }
            while await turn([]) {}
            while let end = await group.next() {
                running -= 1
                stop = stop ?? end.stop
                if end.sent?.fate == .tooMany { spans.reopen(end.ids) }
                var goesOn = await turn(end.sent?.confirmed ?? [])
                while goesOn { goesOn = await turn([]) }
            }
        }
        if let stop { throw stop }
    }

    /// What the next batch is taken from.
    private struct Portion: Sendable {
        let after: Change.ID
        let through: Change.ID
        let count: Int
        /// Whether its answer shows how many the API takes.
        let isTrial: Bool
    }

    /// Nil when nothing is left, and when what comes next has to wait until it can go alone.
    private func nextPortion(of spans: inout OpenSpans, isAlone: Bool) async throws -> Portion? {
        // How many more than a batch there are matters only while its size is being found.
        let most = !kind.type.isBatched ? 1 : size.isSettled ? size.ceiling : 10_000
        while let span = spans.first {
            let left = try await offPool { [file, kind] _ in
                try file.plannedCount(kind, ofAgentAfter: span.after, through: span.through, atMost: most)
            }
            guard left > 0 else {
                spans.removeFirst()
                continue
            }
            let count = kind.type.isBatched ? min(size.next(left: left), left) : 1
            let isTrial = size.isTrial(count)
            guard isAlone || !isTrial else { return nil }
            return Portion(after: span.after, through: span.through, count: count, isTrial: isTrial)
        }
        return nil
    }

    var isPlanFresh: Bool {
        plannedAt.map { (0..<Self.planLifetime).contains(ledger.now().timeIntervalSince($0)) } ?? false
    }

    /// Records results, then takes the next batch if there is one and the run may go on.
    private func record(
        _ settlements: [Settlement], next portion: Portion?, marks: Bool
    ) async throws -> [Change] {
        guard let portion, !Self.mustEnd, gate.breaker.outage == nil else {
            try await ledger.settle(settlements)
            return []
        }
        do {
            try gate.budget.check()
            try file.checkIsInPlace()
        } catch {
            try await ledger.settle(settlements)
            throw error
        }
        if marks {
            return try await ledger.settle(settlements) { [file, kind] db in
                try file.changes(
                    kind, .planned, after: portion.after, through: portion.through, limit: portion.count, db)
            }
        }
        try await ledger.settle(settlements)
        return try await offPool { [file, kind] _ in
            try file.read { db in
                try file.changes(
                    kind, .planned, after: portion.after, through: portion.through, limit: portion.count, db)
            }
        }
    }

    private func send(_ batch: [Change], isMarked: Bool) async -> BatchEnd {
        var end = BatchEnd(ids: batch[0].id...batch[batch.count - 1].id)
        do {
            guard !isMarked else {
                end.sent = try await sender.send(batch)
                return end
            }
            let open = try await driftCheck.due(of: batch)
            try file.checkIsInPlace()
            let due = try await ledger.markSent(open)
            end.sent = try await sender.send(due)
        } catch is BreakerIsOpen {
            // What is left is taken up later.
        } catch let failure as ClientFailure {
            end.stop = RunStop(failure)
        } catch {
            end.stop = error
        }
        return end
    }
}

// MARK: - What is left when a batch has failed

extension Applier {
    private func waitOutOutage() async throws {
        guard let outage = gate.breaker.outage, let change = try nextOpenChange() else { return }
        try await vigil.wait(for: outage, asking: change)
        gate.breaker.close()
    }

    private func nextOpenChange() throws -> Change? {
        try file.changes(kind, .planned, after: 0, limit: 1).first
            ?? file.changes(kind, .sent, after: 0, limit: 1).first
    }

    /// Reads back once more what could not be read back when its batch had failed.
    private func readBackUnknown() async throws {
        gate.budget.forgetUnknown()
        try await readBackSent { unsettled in
            try await ledger.putOff(unsettled.unapplied, .notApplied)
            gate.budget.countUnknown(unsettled.unread)
        }
    }

    /// To be called while nothing is on the wire.
    private func readBackSent(_ dealWith: (Unsettled) async throws -> Void) async throws {
        var last: Change.ID = 0
        while true {
            let changes = try file.changes(kind, .sent, after: last, limit: sender.readBack.size.ceiling)
            guard let end = changes.last else { return }
            try await dealWith(try await ledger.settleUnanswered(try await sender.readBack.observe(changes)))
            last = end.id
        }
    }
}
