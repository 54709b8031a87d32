import AgentsAPI
import AgentsClient
import GRDB
import Telephony

/// Where numbers are that rows say something about: which agent has them, in which environment, and which connector
/// serves them. Rows that import, route or release are found by this, and not by the connector behind their number.
extension RunFile {
    /// The wishes of such rows.
    static let placingWishes =
        "(SELECT id FROM wish WHERE action <> \(RowAction.change.rawValue) OR target IS NOT NULL)"

    static let isPlacing = "ifnull(row.wish, 0) IN \(placingWishes)"

    private static let isOpen = "\(isPlacing) AND row.change IS NULL AND row.verdict IS NULL"

    /// The connector that is to serve a number, among the names: one that is imported and says nothing else goes to the
    /// connector beside it.
    static let target = """
        ifnull(wish.target, iif(wish.action = \(RowAction.importing.rawValue), row.sheetConnector, NULL))
        """

    func clearPlaces(_ db: Database) throws {
        try db.execute(
            sql: """
                DROP TABLE IF EXISTS temp.place;
                CREATE TEMP TABLE place (
                    agent INTEGER NOT NULL, number INTEGER NOT NULL, environment INTEGER, connector INTEGER,
                    PRIMARY KEY (agent, number)) WITHOUT ROWID;
                """)
    }

    func agentsWithPlaces() throws -> [AgentID] {
        try read { db in
            let ids = try Names.ID.fetchAll(db, sql: "SELECT DISTINCT row.agent FROM row WHERE \(Self.isOpen)")
            return try ids.map { AgentID(rawValue: try names.text(of: $0, db)) }.sorted()
        }
    }

    /// Up to `limit` distinct numbers of such rows after `last`.
    func numbersToPlace(of agent: AgentID, after last: Int64, limit: Int) throws -> [PhoneNumber] {
        try read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT row.number FROM row
                    WHERE \(Self.isOpen) AND row.agent = ? AND row.number > ? ORDER BY row.number LIMIT ?
                    """,
                arguments: [try names.find(agent.rawValue, db), last, limit]
            ).compactMap { PhoneNumber(value: UInt64($0)) }
        }
    }

    /// Notes the connectors that are to serve numbers and were not read yet.
    func gatherTargets(of agent: AgentID) throws {
        try write { db in
            try db.execute(
                sql: """
                    DROP TABLE IF EXISTS temp.unreadTarget;
                    CREATE TEMP TABLE unreadTarget (name TEXT PRIMARY KEY) WITHOUT ROWID;
                    """)
            try db.execute(
                sql: """
                    INSERT INTO temp.unreadTarget SELECT DISTINCT name.text FROM row JOIN wish ON wish.id = row.wish
                        JOIN name ON name.id = \(Self.target)
                    WHERE \(Self.isOpen) AND row.agent = ?
                        AND NOT EXISTS (
                            SELECT 1 FROM temp.reading
                            WHERE reading.agent = row.agent AND reading.name = name.text AND reading.project IS NOT \
                            NULL)
                        AND (row.agent, name.id) NOT IN (SELECT agent, name FROM temp.arrival)
                    """,
                arguments: [try names.find(agent.rawValue, db)])
        }
    }

    /// Those that were gathered, after `last`.
    func targetsToRead(after last: ConnectorID, limit: Int) throws -> [ConnectorID] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT name FROM temp.unreadTarget WHERE name > ? ORDER BY name LIMIT ?",
                arguments: [last.rawValue, limit]
            ).map(ConnectorID.init(rawValue:))
        }
    }

    /// - Parameter missing: numbers that the agent does not have.
    func place(_ found: [PhoneNumberResource], missing: [String], of agent: AgentID) throws {
        try write { db in
            let id = try names.id(of: agent.rawValue, db)
            let insert = try db.cachedStatement(sql: "INSERT OR REPLACE INTO temp.place VALUES (?, ?, ?, ?)")
            for number in found {
                try insert.run(
                    id, try key(of: number.number, db), try names.id(of: number.clientEnv.rawValue, db),
                    try number.connectorId.map { try names.id(of: $0.rawValue, db) })
            }
            for number in missing { try insert.run(id, try key(of: number, db), nil as Int64?, nil as Int64?) }
        }
    }

    /// Gives rows with settings the connector that these are of: the one that is to serve their number, or serves it.
    func assignPlaces(of agent: AgentID) throws {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO temp.resolved SELECT row.id, reading.id
                    FROM row JOIN wish ON wish.id = row.wish
                        JOIN temp.place ON place.agent = row.agent AND place.number = row.number
                        JOIN name ON name.id = ifnull(\(Self.target), place.connector)
                        JOIN temp.reading ON reading.agent = row.agent AND reading.name = name.text
                    WHERE \(Self.isOpen) AND row.agent = ? AND \(Self.hasSettings) AND reading.project IS NOT NULL
                    """,
                arguments: [try names.find(agent.rawValue, db)])
        }
    }

    static let hasSettings = """
        (wish.variant IS NOT NULL OR wish.asr IS NOT NULL OR wish.voice IS NOT NULL OR wish.project IS NOT NULL)
        """

    /// Connectors that serve such numbers and whose settings rows want to change, and that were not read yet.
    func connectorsOfPlaces(of agent: AgentID) throws -> [ConnectorID] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT name.text FROM row JOIN wish ON wish.id = row.wish
                        JOIN temp.place ON place.agent = row.agent AND place.number = row.number
                        JOIN name ON name.id = place.connector
                    WHERE \(Self.isOpen) AND row.agent = ? AND \(Self.hasSettings) AND \(Self.target) IS NULL
                    ORDER BY name.text
                    """,
                arguments: [try names.find(agent.rawValue, db)]
            ).map(ConnectorID.init(rawValue:))
        }
    }
}

extension Resolver {
    /// Asks for many numbers at once: a listing is not trusted to be whole, and a number that is not there is usual.
    func findPlaces() async throws {
        for agent in try file.agentsWithPlaces() {
            do {
                try await namingUnknown(agent) {
                    try await placeNumbers(of: agent)
                    try await placeArrivals(at: agent)
                    try await readTargets(of: agent)
                }
            } catch let unknown as UnknownAgent where toleratesUnknownAgents && unknown.failure.isFinalRefusal {
                try placeNowhere(agent)
            }
            try await offPool { [file] _ in try file.assignPlaces(of: agent) }
        }
    }

    /// Of an agent that is not known, no number is there.
    private func placeNowhere(_ agent: AgentID) throws {
        var last: Int64 = 0
        while let page = try file.numbersToPlace(of: agent, after: last, limit: Self.pageSize).nonEmpty {
            try file.place([], missing: page.map(\.description), of: agent)
            last = Int64(page[page.count - 1].value)
        }
    }

    private func placeNumbers(of agent: AgentID) async throws {
        var last: Int64 = 0
        while let page = try file.numbersToPlace(of: agent, after: last, limit: Self.pageSize).nonEmpty {
            let batches = stride(from: 0, to: page.count, by: size.ceiling).map { start in
                page[start..<min(start + size.ceiling, page.count)].map(\.description)
            }
            try await concurrently(batches, limit: concurrency) { try await placeNumbers($0, of: agent) }
            last = Int64(page[page.count - 1].value)
        }
    }

    private func placeNumbers(_ numbers: [String], of agent: AgentID) async throws {
        let readings = try await reader.readings(ofNumbers: numbers, of: agent, in: size)
        var (found, missing): ([PhoneNumberResource], [String]) = ([], [])
        for number in numbers {
            switch readings[number] {
            case .success(let resource)? where resource.projectId != agent && !resource.projectId.rawValue.isEmpty:
                let reason = ResolutionMessages.foreignPlace(number, resource.projectId)
                if let phone = PhoneNumber(e164: number) { try file.refuse(phone, of: agent, reason) }
            case .success(let resource)?: found.append(resource)
            case .failure(let failure)?: try refuse(number, of: agent, failure)
            case nil: missing.append(number)
            }
        }
        try file.place(found, missing: missing, of: agent)
        try file.store(found.map(ServedNumber.init), of: agent)
        progress(1)
    }

    private func refuse(_ number: String, of agent: AgentID, _ failure: ClientFailure) throws {
        guard failure.isFinalRefusal, !failure.stopsTheRun, let number = PhoneNumber(e164: number) else {
            throw failure
        }
        try file.refuse(number, of: agent, failure.settlementReason)
    }

    private func readTargets(of agent: AgentID) async throws {
        try await offPool { [file] _ in try file.gatherTargets(of: agent) }
        var last = ConnectorID(rawValue: "")
        while let page = try file.targetsToRead(after: last, limit: size.ceiling).nonEmpty {
            try await read(page, of: agent)
            last = page[page.count - 1]
        }
        let serving = try file.connectorsOfPlaces(of: agent)
        for start in stride(from: 0, to: serving.count, by: size.ceiling) {
            try await read(Array(serving[start...].prefix(size.ceiling)), of: agent)
        }
    }
}
