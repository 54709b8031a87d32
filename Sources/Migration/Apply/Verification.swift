import AgentsAPI
import AgentsClient
import Foundation
import ServiceLifecycle

/// Reads every connector that the run changed again at its end, and compares it with what the sheet asked for.
struct Verification: Sendable {
    let runFile: RunFile
    let readBack: ReadBack
    let now: @Sendable () -> Date
    let observe: MigrationObserver

    /// Goes on where an earlier session ended. Throws `RunStop` when it cannot read them all.
    func verify() async throws {
        var last: Change.ID = 0
        while true {
            guard !Task.isShuttingDownGracefully, !Task.isCancelled else { throw RunStop.interrupted }
            let page = try runFile.unverifiedChanges(after: last, limit: Resolver.readBatchSize)
            guard let end = page.last else { return }
            try await verify(page)
            last = end.change.id
        }
    }

    private func verify(_ page: [UpdatedChange]) async throws {
        let readings = try await read(page.map(\.change))
        var (verified, drifted): ([Change], [Settlement]) = ([], [])
        var failure: ClientFailure?
        for item in page {
            switch readings[item.change.connector] {
            case .success(let connector)? where item.differences(in: connector).isEmpty: verified.append(item.change)
            case .success(let connector)?: drifted.append(item.drift(to: connector))
            case .failure(let reason)?: failure = reason
            case nil: drifted.append(Settlement(change: item.change, outcome: .drifted, reason: .goneAfterwards))
            }
        }
        CrashPoint.verified.reach()
        try runFile.recordVerification(of: verified, drifted: drifted, at: now())
        observe(.verified(connectors: verified.count + drifted.count))
        for settlement in drifted {
            observe(.drifted(settlement.change.connector, settlement.reason?.message ?? ""))
        }
        if let failure { throw RunStop.unverified(failure) }
    }

    private func read(_ changes: [Change]) async throws -> ReadBack.Readings {
        do {
            return try await readBack.read(changes)
        } catch RunStop.api(let failure) {
            throw RunStop.unverified(failure)
        }
    }
}

extension UpdatedChange {
    /// The settings that read otherwise than they should. What the API was seen to make of the change was reported then,
    /// and is not reported again.
    fileprivate func differences(in connector: Connector) -> [SettingChange] {
        guard let answered else { return desired.applied(to: connector).changes(to: connector) }
        return answered.changes(to: connector).filter { change.settings.contains($0.setting) }
    }

    fileprivate func drift(to connector: Connector) -> Settlement {
        Settlement(
            change: change, outcome: .drifted, after: connector,
            reason: .changedAfterwards(differences(in: connector)))
    }
}
