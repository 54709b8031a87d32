import AgentsAPI
import AgentsClient
import Foundation
import GRDB
import Telephony

/// Looks again which numbers changes reach, as late as is cheap: when their connectors are read again anyway.
///
/// Of an agent with many changes left all numbers are listed, and that is believed as long as a plan is; the numbers of
/// a few connectors are read for each of them.
actor CollateralCheck {
    private let file: RunFile
    private let reader: AgentsReader
    private let now: @Sendable () -> Date
    private var listedAt: [AgentID: Date] = [:]
    private var listings: [AgentID: Task<Void, any Error>] = [:]
    /// By change, numbers that came to its connector since the plan and that no usable row of the sheet names.
    private var newcomers: [Change.ID: [String]] = [:]

    init(file: RunFile, reader: AgentsReader, now: @escaping @Sendable () -> Date) {
        (self.file, self.reader, self.now) = (file, reader, now)
    }

    /// The newcomers of changes of one agent; nothing for those without any. Throws `ClientFailure`.
    func newcomers(of changes: [Change]) async throws -> [Change.ID: [String]] {
        guard let agent = changes.first?.agent else { return [:] }
        do {
            if isListed(agent) || file.hasManyPlannedChanges(of: agent, moreThan: Resolver.lookupLimit) {
                try await list(agent)
            } else {
                try await ask(for: changes, of: agent)
            }
        } catch let failure as ClientFailure where failure.saysNoSuchOperation {
            // Then it could not be seen when the plan was made either, and it was agreed to all the same.
            return [:]
        }
        return newcomers.filter { entry in changes.contains { $0.id == entry.key } }
    }

    private func isListed(_ agent: AgentID) -> Bool {
        listedAt[agent].map { now().timeIntervalSince($0) < Applier.planLifetime } ?? false
    }

    /// Batches are sent at the same time, and one listing is enough for all of them.
    private func list(_ agent: AgentID) async throws {
        guard !isListed(agent) else { return }
        let listing =
            listings[agent]
            ?? Task {
                defer { listings[agent] = nil }
                try await listAll(agent)
            }
        listings[agent] = listing
        try await withTaskCancellationHandler {
            try await listing.value
        } onCancel: {
            listing.cancel()
        }
    }

    private func listAll(_ agent: AgentID) async throws {
        let startedAt = now()
        let file = file
        try await reader.listPhoneNumbers(of: agent) { piece in
            try await offPool { _ in
                switch piece {
                case .begins: try file.forgetLateNumbers(of: agent)
                case .elements(let numbers): try file.storeLate(numbers, of: agent)
                }
            }
        }
        try await take(of: agent)
        listedAt[agent] = startedAt
    }

    private func ask(for changes: [Change], of agent: AgentID) async throws {
        try file.forgetLateNumbers(of: agent)
        for change in changes {
            let numbers = try await reader.phoneNumbers(of: agent, connector: change.connector)
            try file.storeLate(numbers, of: agent)
        }
        try await take(of: agent)
    }

    private func take(of agent: AgentID) async throws {
        let found = try await offPool { [file] _ in try file.newcomers(of: agent) }
        newcomers.merge(found) { $1 }
    }
}

extension RunFile {
    func hasManyPlannedChanges(of agent: AgentID, moreThan few: Int) -> Bool {
        let planned = try? read { db in
            let sql =
                "SELECT id FROM change WHERE agent = ? AND state = \(ChangeState.planned.rawValue) LIMIT \(few + 1)"
            return try Int64.fetchAll(db, sql: sql, arguments: [try names.find(agent.rawValue, db)]).count
        }
        return planned ?? 0 > few
    }

    func forgetLateNumbers(of agent: AgentID) throws {
        try write { db in
            try db.execute(
                sql: """
                    CREATE TEMP TABLE IF NOT EXISTS late (
                        agent INTEGER NOT NULL, number INTEGER NOT NULL, connector TEXT NOT NULL)
                    """)
            try db.execute(
                sql: "DELETE FROM temp.late WHERE agent = ?", arguments: [try names.id(of: agent.rawValue, db)])
        }
    }

    func storeLate(_ numbers: [PhoneNumberResource], of agent: AgentID) throws {
        try write { db in
            let id = try names.id(of: agent.rawValue, db)
            let insert = try db.cachedStatement(sql: "INSERT INTO temp.late VALUES (?, ?, ?)")
            for number in numbers {
                guard let connector = number.connectorId else { continue }
                try insert.run(id, try key(of: number.number, db), connector.rawValue)
            }
        }
    }

    /// Numbers that planned changes reach although neither a usable row names them nor the plan knew of them.
    fileprivate func newcomers(of agent: AgentID) throws -> [Change.ID: [String]] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT change.id, late.number FROM temp.late
                        JOIN connector ON connector.name = late.connector JOIN change ON change.before = connector.id
                    WHERE late.agent = :agent AND change.agent = :agent
                        AND change.state = \(ChangeState.planned.rawValue)
                        AND NOT EXISTS (SELECT 1 FROM row WHERE row.number = late.number AND row.verdict IS NULL)
                        AND NOT EXISTS (
                            SELECT 1 FROM reached WHERE reached.change = change.id AND reached.number = late.number)
                        AND NOT EXISTS (SELECT 1 FROM row WHERE row.change = change.id AND row.number IS NULL)
                    ORDER BY late.number
                    """,
                arguments: ["agent": try names.find(agent.rawValue, db)])
            var newcomers: [Change.ID: [String]] = [:]
            while let row = try rows.next() { newcomers[row[0], default: []].append(try number(row[1], db)) }
            return newcomers
        }
    }
}
