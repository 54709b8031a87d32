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
    let batchSize: Int
    let concurrency: Int
    /// When the plan's connectors were read; nil when that was in an earlier session.
    let plannedAt: Date?

    /// Reads back what an earlier session sent without seeing the answer. What never arrived is ready to be sent again.
    func settleInterrupted() async throws {
        var last: Change.ID = 0
        while true {
            let changes = try runFile.changes(.sent, after: last, limit: batchSize)
            guard let end = changes.last else { return }
            let observed = try await sender.readBack.observe(changes)
            try sender.ledger.markUnsent(try sender.ledger.settleUnanswered(observed), mayHaveArrived: true)
            last = end.id
        }
    }

    /// Throws `RunStop` when changes are left. Batches on the wire are finished first, also when another one stops the run.
    func apply() async throws {
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
        if try runFile.changeCount(.planned) > 0 { throw RunStop.interrupted }
    }

    /// Starts the next batch if there is one and the run may go on; an error is one of the run file.
    private func addBatch(of feed: inout ChangeFeed, to group: inout TaskGroup<(any Error)?>) -> (any Error)? {
        do {
            guard !Self.mustEnd, let batch = try feed.next() else { return nil }
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
        } catch let failure as ClientFailure {
            return RunStop(failure)
        } catch {
            return error
        }
    }

    private func withoutDrifted(_ batch: [Change]) async throws -> [Change] {
        if let plannedAt, sender.ledger.now().timeIntervalSince(plannedAt) < Self.planLifetime { return batch }
        return try sender.ledger.settleDrifted(try await sender.readBack.observe(batch))
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
