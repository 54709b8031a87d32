import AgentsAPI
import AgentsClient
import Foundation
import GRDB
import ServiceLifecycle
import Telephony

/// Reads all that the run changed again at its end, and compares it with what the sheet asked for.
struct Verification: Sendable {
    let file: RunFile
    let readBack: @Sendable (ActionKind) -> ReadBack
    let ledger: ChangeLedger

    /// Goes on where an earlier session ended. Throws `RunStop` when it cannot read them all.
    func verify() async throws {
        var last: Change.ID = 0
        while true {
            guard !Task.isShuttingDownGracefully, !Task.isCancelled else { throw RunStop.interrupted }
            let page = try file.unverifiedChanges(after: last, limit: readBack(.settings).size.ceiling)
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
            switch readings[item.change.subject] {
            case .failure(let reason)?: failure = reason
            case .success(let reading)? where item.isAsAsked(in: reading): verified.append(item.change)
            case .success(let reading)?: drifted.append(item.drift(to: reading))
            case nil where item.isAsAsked(in: nil): verified.append(item.change)
            case nil:
                drifted.append(Settlement(change: item.change, outcome: .drifted, reason: .goneAfterwards(item.change)))
            }
        }
        file.reach(.verified)
        try await ledger.recordVerification(of: verified, drifted: drifted)
        ledger.observe(.verified(connectors: verified.count + drifted.count))
        if let failure { throw RunStop.unverified(failure) }
    }

    private func read(_ changes: [Change]) async throws -> Readings {
        do {
            return try await changes.first.map { readBack($0.kind) }?.read(changes) ?? [:]
        } catch RunStop.api(let failure) {
            throw RunStop.unverified(failure)
        }
    }
}

extension UpdatedChange {
    fileprivate func isAsAsked(in reading: Reading?) -> Bool {
        if case .connector(let connector)? = reading { return differences(in: connector).isEmpty }
        if case .asAsked = change.action.observation(of: reading) { return true }
        return false
    }

    /// The settings that read otherwise than they should.
    private func differences(in connector: Connector) -> [SettingChange] {
        desired.applied(to: connector).changes(to: connector)
    }

    fileprivate func drift(to reading: Reading) -> Settlement {
        let differences =
            if case .connector(let connector) = reading { differences(in: connector).inWords } else {
                change.action.shortfall(of: reading)
            }
        return Settlement(
            change: change, outcome: .drifted, after: reading, reason: .changedAfterwards(change, differences))
    }
}

/// A change that was made, with what a connector should read at the end of the run.
struct UpdatedChange: Sendable {
    let change: Change
    /// All that the rows want of it.
    let desired: ConnectorPatch
}

extension RunFile {
    /// An edited sheet can have dropped the rows of a change, and asked for another one of the same connector.
    private static let isReliedOn = """
        (EXISTS (SELECT 1 FROM row WHERE row.change = change.id)
            OR EXISTS (SELECT 1 FROM step WHERE step.change = change.id))
        """

    /// The next changes that rows of the sheet rely on and that nobody has verified; all of one agent, in order.
    func unverifiedChanges(after id: Change.ID, limit: Int) throws -> [UpdatedChange] {
        let all = try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.changeColumns) FROM \(Self.changes)
                    WHERE change.id > ? AND \(Self.isUnverified)
                    ORDER BY change.id LIMIT ?
                    """,
                arguments: [id, limit]
            ).map { row in
                let change = try change(row, db)
                return UpdatedChange(change: change, desired: try desire(of: change, db))
            }
        }
        return Array(all.prefix { item in all.first.map { item.change.isBatched(with: $0.change) } ?? false })
    }

    private static let isUnverified = "change.outcome = 'updated' AND change.verifiedAt IS NULL AND \(isReliedOn)"

    func unverifiedCount() throws -> Int {
        try read { db in
            try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM change WHERE \(Self.isUnverified)") ?? 0
        }
    }

    /// The connectors, and the numbers, that were seen to read as the sheet asks.
    func verifiedCounts() throws -> (connectors: Int, numbers: Int) {
        try read { db in
            let counts = try Row.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) FILTER (WHERE number IS NULL), COUNT(DISTINCT number) FROM change
                    WHERE verifiedAt IS NOT NULL AND outcome = 'updated' AND \(Self.isReliedOn)
                    """)
            return (counts?[0] ?? 0, counts?[1] ?? 0)
        }
    }
}
