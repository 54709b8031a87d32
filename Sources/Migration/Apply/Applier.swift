import AgentsAPI
import AgentsClient
import Foundation
import ServiceLifecycle

/// Sends the planned changes in order, some batches at a time, until none is left or the run has to stop.
struct Applier: Sendable {
    /// A plan older than this is not trusted: its connectors are read again before they are changed.
    static let planLifetime: TimeInterval = 10 * 60

    let runFile: RunFile
    let sender: BatchSender
    let driftCheck: DriftCheck
    let vigil: Vigil
    let batchSize: Int
    let concurrency: Int
    /// When the plan's connectors were read; nil when that was in an earlier session.
    let plannedAt: Date?

    private var ledger: ChangeLedger { sender.ledger }
    private var gate: Gate { sender.gate }

    /// Reads back what an earlier session sent without seeing the answer. What never arrived is ready to be sent again.
    ///
    /// Throws `RunStop` when nothing answers: somebody who resumes a run is better told so than kept waiting.
    func settleInterrupted() async throws {
        try await readBackSent { unsettled in
            try runFile.forgetUncertainAttempts(unsettled.unapplied)
            try ledger.markUnsent(unsettled.unapplied)
            if let failure = unsettled.failure, failure.isUnreachable { throw RunStop(failure) }
        }
    }

    /// Throws `RunStop` when changes are left. Batches on the wire are finished first, also when another one stops the run.
    func apply() async throws {
        repeat {
            do {
                try await sendPlanned()
            } catch RunStop.tooManyFailures {
                try await readBackUnknown()
                try gate.budget.check()
                continue
            }
            if Self.mustEnd, try runFile.changeCount(.planned) > 0 { throw RunStop.interrupted }
            try await waitOutOutage()
            try await readBackUnknown()
        } while try runFile.changeCount(.planned) > 0
    }

    /// Sends each planned change once, unless the run has to stop or the API does not answer any more.
    private func sendPlanned() async throws {
        var feed = ChangeFeed(runFile: runFile, batchSize: batchSize)
        let stop = await withTaskGroup(of: (any Error)?.self) { group in
            var stop: (any Error)?
            for _ in 0..<max(1, concurrency) where stop == nil { stop = addBatch(of: &feed, to: &group) }
            while let failure = await group.next() {
                stop = stop ?? failure
                if stop == nil { stop = addBatch(of: &feed, to: &group) }
            }
            return stop
        }
        if let stop { throw stop }
    }

    /// Starts the next batch if there is one and the run may go on; an error is one of the run file, or stops the run.
    private func addBatch(of feed: inout ChangeFeed, to group: inout TaskGroup<(any Error)?>) -> (any Error)? {
        do {
            guard !Self.mustEnd, gate.breaker.outage == nil, let batch = try feed.next() else { return nil }
            try gate.budget.check()
            group.addTask { await result(of: batch) }
            return nil
        } catch {
            return error
        }
    }

    private static var mustEnd: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private func result(of batch: [Change]) async -> (any Error)? {
        do {
            try await sender.send(try await withoutDrifted(batch))
            return nil
        } catch is BreakerIsOpen {
            return nil
        } catch let failure as ClientFailure {
            return RunStop(failure)
        } catch {
            return error
        }
    }

    private func withoutDrifted(_ batch: [Change]) async throws -> [Change] {
        if let plannedAt, ledger.now().timeIntervalSince(plannedAt) < Self.planLifetime { return batch }
        return try await driftCheck.due(of: batch)
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
        try runFile.changes(.planned, after: 0, limit: 1).first ?? runFile.changes(.sent, after: 0, limit: 1).first
    }

    /// Reads back once more what could not be read back when its batch had failed.
    private func readBackUnknown() async throws {
        gate.budget.forgetUnknown()
        try await readBackSent { unsettled in
            try ledger.putOff(unsettled.unapplied, .notApplied)
            gate.budget.countUnknown(unsettled.unread)
        }
    }

    /// To be called while nothing is on the wire.
    private func readBackSent(_ dealWith: (Unsettled) throws -> Void) async throws {
        var last: Change.ID = 0
        while true {
            let changes = try runFile.changes(.sent, after: last, limit: batchSize)
            guard let end = changes.last else { return }
            try dealWith(try ledger.settleUnanswered(try await sender.readBack.observe(changes)))
            last = end.id
        }
    }
}

/// Hands out the planned changes once each, in order, a batch of one agent at a time.
private struct ChangeFeed {
    let runFile: RunFile
    let batchSize: Int
    private(set) var last: Change.ID = 0

    mutating func next() throws -> [Change]? {
        let batch = try runFile.changes(.planned, after: last, limit: max(1, batchSize))
        guard let end = batch.last else { return nil }
        last = end.id
        return batch
    }
}
