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
    private var listed: [AgentID: Newcomers] = [:]
    private let longListings = LongListings()

    /// By change, numbers that came to its connector since the plan and that no usable row of the sheet names.
    typealias Newcomers = [Change.ID: [String]]

    init(file: RunFile, reader: AgentsReader, now: @escaping @Sendable () -> Date) {
        (self.file, self.reader, self.now) = (file, reader, now)
    }

    /// The newcomers of changes of one agent; nothing for those without any. Throws `ClientFailure`.
    func newcomers(of changes: [Change]) async throws -> Newcomers {
        guard let agent = changes.first?.agent else { return [:] }
        let planned = try file.plannedCount(of: agent, atMost: ListingBudget.manyRequests)
        if isListed(agent) || planned > 1 && !longListings.contains(agent) {
            do {
                try await list(agent, sparing: planned)
                return listed[agent, default: [:]].filter { entry in changes.contains { $0.id == entry.key } }
            } catch is ListingIsTooLong {
                longListings.insert(agent)
            }
        }
        var numbers: [PhoneNumberResource] = []
        for change in changes {
            let connector = ConnectorID(rawValue: change.subject)
            numbers += try await reader.phoneNumbers(of: agent, connector: connector)
        }
        return try await offPool { [file, numbers] _ in try file.newcomers(among: numbers, of: agent) }
    }

    /// Changes of the agent were planned that its listing was not looked through for.
    func forgetListing(of agent: AgentID) { listedAt[agent] = nil }

    private func isListed(_ agent: AgentID) -> Bool {
        listedAt[agent].map { (0..<Applier.planLifetime).contains(now().timeIntervalSince($0)) } ?? false
    }

    /// Batches are sent at the same time, and one listing is enough for all of them.
    private func list(_ agent: AgentID, sparing spared: Int) async throws {
        guard !isListed(agent) else { return }
        let listing =
            listings[agent]
            ?? Task {
                defer { listings[agent] = nil }
                try await listAll(agent, ListingBudget(sparing: spared))
            }
        listings[agent] = listing
        try await withTaskCancellationHandler {
            try await listing.value
        } onCancel: {
            listing.cancel()
        }
    }

    private func listAll(_ agent: AgentID, _ budget: ListingBudget) async throws {
        let startedAt = now()
        let file = file
        try await reader.listPhoneNumbers(of: agent) { piece in
            try budget.spend(piece)
            try await offPool { _ in
                switch piece {
                case .begins: try file.forgetLateNumbers(of: agent)
                case .elements(let numbers): try file.storeLate(numbers, of: agent)
                }
            }
        }
        listed[agent] = try await offPool { _ in try file.newcomers(of: agent) }
        listedAt[agent] = startedAt
    }
}

extension RunFile {
    func plannedCount(of agent: AgentID, atMost limit: Int) throws -> Int {
        try read { db in
            let sql = """
                SELECT COUNT(*) FROM (
                    SELECT 1 FROM change WHERE agent = ? AND state = ? AND kind = \(ActionKind.settings.rawValue) \
                    LIMIT ?)
                """
            return try Int.fetchOne(
                db, sql: sql, arguments: [try names.find(agent.rawValue, db), ChangeState.planned.rawValue, limit]) ?? 0
        }
    }

    func forgetLateNumbers(of agent: AgentID) throws {
        try write { db in try forget(.late, of: agent, db) }
    }

    func storeLate(_ numbers: [PhoneNumberResource], of agent: AgentID) throws {
        try write { db in try store(numbers, .late, of: agent, db) }
    }

    fileprivate func newcomers(of agent: AgentID) throws -> CollateralCheck.Newcomers {
        try read { db in try newcomers(in: .late, of: agent, db) }
    }

    /// The same of a few connectors' numbers, in one step, as several batches are looked at at the same time.
    fileprivate func newcomers(
        among numbers: [PhoneNumberResource], of agent: AgentID
    ) throws -> CollateralCheck.Newcomers {
        try write { db in
            try forget(.asked, of: agent, db)
            try store(numbers, .asked, of: agent, db)
            return try newcomers(in: .asked, of: agent, db)
        }
    }

    /// Where numbers stand that were read when their connectors were about to be changed.
    private enum LateTable: String {
        case late, asked
    }

    private func forget(_ table: LateTable, of agent: AgentID, _ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TEMP TABLE IF NOT EXISTS \(table.rawValue) (
                    agent INTEGER NOT NULL, number INTEGER NOT NULL, connector TEXT NOT NULL)
                """)
        try db.execute(
            sql: "DELETE FROM temp.\(table.rawValue) WHERE agent = ?", arguments: [try names.id(of: agent.rawValue, db)]
        )
    }

    private func store(
        _ numbers: [PhoneNumberResource], _ table: LateTable, of agent: AgentID, _ db: Database
    ) throws {
        let id = try names.id(of: agent.rawValue, db)
        let insert = try db.cachedStatement(sql: "INSERT INTO temp.\(table.rawValue) VALUES (?, ?, ?)")
        for number in numbers {
            guard let connector = number.connectorId else { continue }
            try insert.run(id, try key(of: number.number, db), connector.rawValue)
        }
    }

    /// Numbers that changes to come, or on their way, reach although neither a row names them that is of use, or was,
    /// nor the plan knew of them. What is on its way may come back.
    private func newcomers(
        in table: LateTable, of agent: AgentID, _ db: Database
    ) throws -> CollateralCheck.Newcomers {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT change.id, late.number FROM temp.\(table.rawValue) AS late
                    JOIN connector ON connector.name = late.connector JOIN change ON change.before = connector.id
                WHERE late.agent = :agent AND change.agent = :agent AND change.kind = \(ActionKind.settings.rawValue)
                    AND change.state IN (\(ChangeState.planned.rawValue), \(ChangeState.sent.rawValue))
                    AND NOT EXISTS (
                        SELECT 1 FROM row LEFT JOIN verdict ON verdict.id = row.verdict
                        WHERE row.number = late.number
                            AND ifnull(verdict.outcome, '\(Outcome.unchanged)') = '\(Outcome.unchanged)')
                    AND NOT EXISTS (
                        SELECT 1 FROM reached WHERE reached.change = change.id AND reached.number = late.number)
                    AND NOT EXISTS (SELECT 1 FROM row WHERE row.change = change.id AND row.number IS NULL)
                ORDER BY late.number
                """,
            arguments: ["agent": try names.find(agent.rawValue, db)])
        var newcomers: CollateralCheck.Newcomers = [:]
        while let row = try rows.next() { newcomers[row[0], default: []].append(try number(row[1], db)) }
        return newcomers
    }

    /// Takes numbers that came to connectors since the plan into the account.
    func note(_ newcomers: CollateralCheck.Newcomers) throws {
        guard !newcomers.isEmpty else { return }
        try write { db in
            let insert = try db.cachedStatement(
                sql: """
                    INSERT INTO reached (change, number, isCollateral) SELECT ?, ?, 1
                    WHERE NOT EXISTS (SELECT 1 FROM reached WHERE change = ? AND number = ?)
                    """)
            for (change, numbers) in newcomers.sorted(by: { $0.key < $1.key }) {
                for number in numbers {
                    let key = try key(of: number, db)
                    try insert.run(change, key, change, key)
                }
            }
        }
    }

    /// Those of the changes that a row means for the whole connector, whatever numbers it serves.
    func wholeChanges(among changes: [Change]) throws -> Set<Change.ID> {
        try read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM row WHERE row.change = ? AND row.number IS NULL)")
            return Set(try changes.map(\.id).filter { try Bool.fetchOne(statement, arguments: [$0]) ?? false })
        }
    }
}
