import AgentsAPI
import GRDB
import Telephony

/// What the API says while connectors are being found. Nothing of it is kept unless a plan is made of it, so it stands
/// in temporary tables: a session that is killed before that asks again.
extension RunFile {
    /// Under which agent a row is looked for: its own, or, for one that may have been moved already, the one it should
    /// move to.
    enum ResolutionPass: CaseIterable {
        case own, moved

        fileprivate var agent: String { self == .own ? "row.agent" : "wish.project" }
    }

    /// An agent under which some rows are still without a connector.
    struct OpenAgent {
        let id: Names.ID
        let agent: AgentID
        /// Distinct numbers, or distinct connectors, to find; counted as far as it matters to ``ListingBudget``.
        let count: Int
    }

    /// `served` says which connector answers a number's calls under an agent, if any; `resolved` which one serves a
    /// row; `inventory` of which agents all numbers were listed, `listed` of which all connectors; `unlisted` under
    /// which agents it cannot be seen which numbers a connector serves. What contradicts `served` is kept in its
    /// `other`, see ``Contradicting``.
    func clearReadings() throws {
        try write { db in
            for table in ["reading", "served", "inventory", "listed", "unlisted", "resolved"] {
                try db.execute(sql: "DROP TABLE IF EXISTS temp.\(table)")
            }
            try db.execute(sql: "PRAGMA temp.cache_size = -4096")
            try db.execute(
                sql: """
                    CREATE TEMP TABLE reading (
                        id INTEGER PRIMARY KEY, agent INTEGER NOT NULL, name TEXT NOT NULL, label TEXT, account INTEGER,
                        project INTEGER, environment INTEGER, variant INTEGER, asr INTEGER, tts INTEGER, voice INTEGER,
                        disableHandoff INTEGER, UNIQUE (agent, name));
                    CREATE TEMP TABLE served (
                        agent INTEGER NOT NULL, number INTEGER NOT NULL, reading INTEGER, refusal INTEGER,
                        source INTEGER NOT NULL DEFAULT 0, other INTEGER, PRIMARY KEY (agent, number)) WITHOUT ROWID;
                    CREATE TEMP TABLE inventory (agent INTEGER PRIMARY KEY);
                    CREATE TEMP TABLE listed (agent INTEGER PRIMARY KEY);
                    CREATE TEMP TABLE unlisted (agent INTEGER PRIMARY KEY);
                    CREATE TEMP TABLE resolved (row INTEGER PRIMARY KEY, reading INTEGER NOT NULL);
                    """)
            try clearPlaces(db)
        }
    }

    private static let isOpen = """
        row.change IS NULL AND row.verdict IS NULL AND NOT \(isPlacing)
        AND NOT EXISTS (SELECT 1 FROM temp.resolved WHERE resolved.row = row.id)
        """

    private static func openRows(_ pass: ResolutionPass) -> String {
        let rows = pass == .own ? "row" : "row JOIN wish ON wish.id = row.wish AND wish.project <> row.agent"
        return "\(rows) WHERE \(isOpen)"
    }

    /// The agents that the sheet's usable rows name.
    func agents() throws -> [AgentID] {
        try read { db in
            let ids = try Names.ID.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT row.agent FROM row LEFT JOIN verdict ON verdict.id = row.verdict
                    WHERE row.agent IS NOT NULL AND ifnull(verdict.outcome, '') <> 'invalid'
                    """)
            return try ids.map { AgentID(rawValue: try names.text(of: $0, db)) }.sorted()
        }
    }

    /// Agents under which numbers are still to be found, in the order of their names.
    func agentsWithOpenNumbers(_ pass: ResolutionPass) throws -> [OpenAgent] {
        try openAgents(pass, counting: "row.number", where: "+row.number IS NOT NULL")
    }

    /// Agents under which connectors that the sheet names without a number are still to be found.
    func agentsWithOpenConnectors(_ pass: ResolutionPass) throws -> [OpenAgent] {
        try openAgents(pass, counting: "row.sheetConnector", where: "row.number IS NULL")
    }

    /// Counts as far as it matters only. Reads the rows one after the other: by way of an index it would read each
    /// of them, too, and out of order.
    private func openAgents(_ pass: ResolutionPass, counting column: String, where rows: String) throws -> [OpenAgent] {
        let open = "\(Self.openRows(pass)) AND \(rows)"
        return try read { db in
            let enough = """
                SELECT DISTINCT \(column) FROM \(open) AND \(pass.agent) = ? LIMIT \(ListingBudget.manyRequests)
                """
            let count = try db.cachedStatement(sql: "SELECT COUNT(*) FROM (\(enough))")
            return try openAgents("SELECT DISTINCT \(pass.agent) FROM \(open)", db) { agent in
                Int(try count.firstInteger(agent) ?? 0)
            }
        }
    }

    private func openAgents(
        _ sql: String, _ db: Database, count: (Names.ID) throws -> Int
    ) throws -> [OpenAgent] {
        try Names.ID.fetchAll(db, sql: sql).map { id in
            OpenAgent(id: id, agent: AgentID(rawValue: try names.text(of: id, db)), count: try count(id))
        }.sorted { $0.agent < $1.agent }
    }

    /// Up to `limit` distinct numbers that are neither found nor known to be missing under the agent, after `last`.
    func openNumbers(
        _ pass: ResolutionPass, of agent: OpenAgent, after last: Int64, limit: Int
    ) throws -> [PhoneNumber] {
        try read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT row.number FROM \(Self.openRows(pass)) AND \(pass.agent) = :agent AND row.number \
                    > :last
                        AND NOT EXISTS (
                            SELECT 1 FROM temp.served WHERE served.agent = :agent AND served.number = row.number)
                    ORDER BY row.number LIMIT :limit
                    """,
                arguments: ["agent": agent.id, "last": last, "limit": limit]
            ).compactMap { PhoneNumber(value: UInt64($0)) }
        }
    }

    func openConnectors(
        _ pass: ResolutionPass, of agent: OpenAgent, after last: ConnectorID, limit: Int
    ) throws -> [ConnectorID] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT name.text FROM name JOIN \(Self.openRows(pass)) AND row.number IS NULL
                        AND row.sheetConnector = name.id AND \(pass.agent) = ? AND name.text > ?
                    ORDER BY name.text LIMIT ?
                    """,
                arguments: [agent.id, last.rawValue, limit]
            ).map(ConnectorID.init(rawValue:))
        }
    }
}

// MARK: - What was answered

extension RunFile {
    /// Stores connectors as read under the agent.
    func store(_ connectors: [Connector], of agent: AgentID) throws {
        try write { db in
            let insert = try db.cachedStatement(
                sql: """
                    INSERT INTO temp.reading (agent, name, label, account, project, environment, variant, asr, tts, \
                    voice,
                        disableHandoff)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET label = excluded.label, account = excluded.account,
                        project = excluded.project, environment = excluded.environment, variant = excluded.variant,
                        asr = excluded.asr, tts = excluded.tts, voice = excluded.voice,
                        disableHandoff = excluded.disableHandoff
                    """)
            for connector in connectors { try run(insert, with: connector, of: agent, db) }
        }
    }

    /// Keeps why the API refused to look a number up.
    func refuse(_ number: PhoneNumber, of agent: AgentID, _ reason: Settlement.Reason) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO temp.served (agent, number, refusal) VALUES (?, ?, ?)",
                arguments: [try names.id(of: agent.rawValue, db), Int64(number.value), try store(reason, db)])
        }
    }

    /// Gives open rows the connectors that were found under the agent.
    func assignConnectors(_ pass: ResolutionPass, of agent: OpenAgent) throws {
        try write { db in
            let join = pass == .own ? "" : "JOIN wish ON wish.id = row.wish AND wish.project <> row.agent"
            try db.execute(
                sql: """
                    INSERT INTO temp.resolved SELECT row.id, served.reading FROM row \(join)
                        CROSS JOIN temp.served ON served.agent = :agent AND served.number = row.number
                    WHERE \(Self.isOpen) AND \(pass.agent) = :agent AND served.reading IS NOT NULL
                    """,
                arguments: ["agent": agent.id])
            try db.execute(
                sql: """
                    INSERT INTO temp.resolved SELECT row.id, reading.id FROM row \(join)
                        JOIN name ON name.id = row.sheetConnector
                        JOIN temp.reading ON reading.agent = :agent AND reading.name = name.text
                    WHERE \(Self.isOpen) AND row.number IS NULL AND \(pass.agent) = :agent
                        AND reading.project IS NOT NULL
                    """,
                arguments: ["agent": agent.id])
        }
    }

    /// Connectors that serve numbers of the sheet and were not read yet.
    func unreadConnectors() throws -> [AgentID: [ConnectorID]] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT reading.agent, reading.name FROM temp.resolved
                        JOIN temp.reading ON reading.id = resolved.reading
                    WHERE reading.project IS NULL ORDER BY reading.name
                    """)
            return try Dictionary(grouping: rows) { AgentID(rawValue: try names.text(of: $0[0] as Int64, db)) }
                .mapValues { $0.map { ConnectorID(rawValue: $0[1]) } }
        }
    }

    /// How many connectors are to be planned under each agent, counted in the same way.
    func connectorCounts() throws -> [OpenAgent] {
        try read { db in
            let planned = "temp.resolved JOIN temp.reading ON reading.id = resolved.reading"
            let enough = """
                SELECT DISTINCT reading.id FROM \(planned) WHERE reading.agent = ? LIMIT \(ListingBudget.manyRequests)
                """
            let count = try db.cachedStatement(sql: "SELECT COUNT(*) FROM (\(enough))")
            return try openAgents("SELECT DISTINCT reading.agent FROM \(planned)", db) { agent in
                Int(try count.firstInteger(agent) ?? 0)
            }
        }
    }

    /// The connectors to be planned under the agent.
    func connectors(of agent: OpenAgent) throws -> [ConnectorID] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT reading.name FROM temp.resolved JOIN temp.reading ON reading.id = resolved.reading
                    WHERE reading.agent = ? ORDER BY reading.name
                    """,
                arguments: [agent.id]
            ).map(ConnectorID.init(rawValue:))
        }
    }
}
