import AgentsAPI
import ForeignText
import GRDB
import Telephony

/// Finds other connectors for rows whose shared connector cannot be changed for them: of the same project and
/// environment, and as the rows want theirs to be.
final class Splitting {
    /// Connectors that a message names.
    private static let shownConnectors = 3

    let file: RunFile
    let db: Database
    /// Whether numbers are to be routed there, or it is only to be said that they could.
    let splits: Bool
    /// What was looked for before: many connectors can be in the way of the same.
    private var alike: [Likeness: [ConnectorID]] = [:]

    init(_ file: RunFile, _ db: Database, splits: Bool) throws {
        (self.file, self.db, self.splits) = (file, db, splits)
        try db.execute(
            sql: """
                DROP TABLE IF EXISTS temp.split;
                CREATE TEMP TABLE split (row INTEGER PRIMARY KEY, target INTEGER);
                """)
    }

    /// A conflict or a guard's refusal, with what can be done about it; or the split in its place.
    func decide(_ decision: Decision, _ planned: PlannedGroup) throws -> Decision {
        let advised: (String) -> Decision
        let message: String
        switch decision {
        case .conflict(let text): (advised, message) = (Decision.conflict, text)
        case .blocked(let text): (advised, message) = (Decision.blocked, text)
        case .change, .unchanged, .invalid, .split: return decision
        }
        let (departures, advice) = try departures(of: planned)
        if splits, let departures { return .split(departures) }
        return advised(message + advice)
    }

    /// Where the numbers of each want can go, with sentences that say so; nil when some have nowhere to go.
    private func departures(of planned: PlannedGroup) throws -> ([Departure]?, advice: String) {
        try db.execute(sql: "CREATE INDEX IF NOT EXISTS temp.resolvedByReading ON resolved (reading)")
        let group = planned.group
        guard !planned.isWhole, group.settled.isEmpty, group.wants.allSatisfy({ $0.settings.projectId == nil }),
            try !hasPlacedRows(planned.reading)
        else { return (nil, "") }
        var departures: [Departure]? = []
        var sentences = ""
        for want in group.wants {
            let wanted = want.settings.applied(to: group.before)
            guard !wanted.hasSameSettings(as: group.before) else {
                departures?.append(Departure(wish: want.wish, target: nil))
                continue
            }
            let connectors = try connectors(like: wanted, of: planned.agent)
            sentences += " " + advice(connectors, line: want.line, isKnown: try knowsAll(of: planned.agent))
            if let target = connectors.first {
                departures?.append(Departure(wish: want.wish, target: target))
            } else {
                departures = nil
            }
        }
        return (departures, sentences)
    }

    private func advice(_ connectors: [ConnectorID], line: Int, isKnown: Bool) -> String {
        guard !connectors.isEmpty else {
            guard isKnown else { return "" }
            let place = "No other connector of the project and environment is, and stays, as line \(line) wants it"
            return place + ": one has to be made first."
        }
        let names = connectors.map { HarmlessText.make($0.rawValue) }.listed(with: " or ")
        let advice = "Connector \(names) is as line \(line) wants it already"
        return splits ? advice + "." : advice + ": --split routes such numbers there."
    }

    private struct Likeness: Hashable {
        let agent: AgentID
        let voice: String
        let asr: String
        let variant: VariantID
        let environment: ClientEnvironment
        let disablesHandoff: Bool
    }

    /// Such as the plan leaves as they are.
    private func connectors(like wanted: Connector, of agent: AgentID) throws -> [ConnectorID] {
        let likeness = Likeness(
            agent: agent, voice: wanted.voiceName, asr: wanted.asrLangCode, variant: wanted.variantId,
            environment: wanted.clientEnv, disablesHandoff: wanted.disableHandoff)
        let all = try alike[likeness] ?? staying(likeness)
        alike[likeness] = all
        return Array(all.filter { $0 != wanted.connectorId }.prefix(Self.shownConnectors))
    }

    /// One more than are shown, as one of them may be the connector itself that others are looked for beside.
    private func staying(_ likeness: Likeness) throws -> [ConnectorID] {
        try db.execute(
            sql: """
                CREATE INDEX IF NOT EXISTS temp.readingBySettings
                    ON reading (agent, voice, asr, variant, environment, name)
                """)
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, name FROM temp.reading
                WHERE agent = :agent AND project = :agent AND voice = :voice AND asr = :asr
                    AND variant = :variant AND environment = :environment AND disableHandoff = :disableHandoff
                ORDER BY name
                """,
            arguments: [
                "agent": try file.names.find(likeness.agent.rawValue, db),
                "voice": try file.names.find(likeness.voice, db), "asr": try file.names.find(likeness.asr, db),
                "variant": try file.names.find(likeness.variant.rawValue, db),
                "environment": try file.names.find(likeness.environment.rawValue, db),
                "disableHandoff": likeness.disablesHandoff,
            ])
        var connectors: [ConnectorID] = []
        while connectors.count <= Self.shownConnectors, let row = try rows.next() {
            if try staysAsItIs(row[0]) { connectors.append(ConnectorID(rawValue: row[1])) }
        }
        return connectors
    }

    /// Whether rows say themselves which connector is to serve their numbers.
    private func hasPlacedRows(_ reading: Int64) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT EXISTS (
                    SELECT 1 FROM temp.resolved JOIN row ON row.id = resolved.row
                    WHERE resolved.reading = ? AND \(RunFile.isPlacing))
                """)
        return try Bool.fetchOne(statement, arguments: [reading]) ?? false
    }

    private func staysAsItIs(_ reading: Int64) throws -> Bool {
        let wishes = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT row.wish FROM temp.resolved JOIN row ON row.id = resolved.row
                    WHERE resolved.reading = ? AND row.verdict IS NULL AND row.wish IS NOT NULL
                    """),
            arguments: [reading])
        guard !wishes.isEmpty else { return true }
        let columns = RunFile.connectorColumns.replacing("connector.", with: "reading.")
        guard
            let row = try Row.fetchOne(
                db, sql: "SELECT \(columns) FROM temp.reading WHERE id = ?", arguments: [reading])
        else { return true }
        let connector = try file.connector(row, db)
        return try wishes.allSatisfy { try file.wish($0, db).settings.reduced(against: connector).isEmpty }
    }

    private func knowsAll(of agent: AgentID) throws -> Bool { try file.isListed(agent, db) }
}

extension RunFile {
    /// Sends the numbers of a connector's rows where they are to go; it is known where they are.
    func split(_ planned: PlannedGroup, _ departures: [Departure], _ db: Database) throws {
        let connector = try names.id(of: planned.group.before.connectorId.rawValue, db)
        let rows = """
            temp.resolved JOIN row ON row.id = resolved.row
            WHERE resolved.reading = :reading AND row.change IS NULL AND row.verdict IS NULL
            """
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO temp.place (agent, number, environment, connector)
                    SELECT row.agent, row.number, :environment, :connector FROM \(rows)
                """,
            arguments: [
                "reading": planned.reading, "connector": connector,
                "environment": try names.id(of: planned.group.before.clientEnv.rawValue, db),
            ])
        for departure in departures {
            try db.execute(
                sql: "INSERT INTO temp.split SELECT row.id, :target FROM \(rows) AND ifnull(row.wish, 0) = :wish",
                arguments: [
                    "reading": planned.reading, "wish": departure.wish,
                    "target": try departure.target.map { try names.id(of: $0.rawValue, db) },
                ])
        }
    }

    /// All connectors of the agent were listed.
    func noteListed(_ agent: AgentID) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO temp.listed VALUES (?)", arguments: [try names.id(of: agent.rawValue, db)])
        }
    }

    func isListed(_ agent: AgentID) throws -> Bool { try read { db in try isListed(agent, db) } }

    fileprivate func isListed(_ agent: AgentID, _ db: Database) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM temp.listed WHERE agent = ?)"
        return try Bool.fetchOne(db, sql: sql, arguments: [try names.find(agent.rawValue, db)]) ?? false
    }

    /// Whether there are connectors of the agent of which rows want different things.
    ///
    /// - Parameter countsUnnamed: or that serve numbers which no row names.
    func hasSharedConnectors(of agent: OpenAgent, countingUnnamed countsUnnamed: Bool) throws -> Bool {
        try read { db in
            let isShared = """
                WITH shared AS MATERIALIZED (
                    SELECT resolved.reading AS reading, MIN(ifnull(row.wish, 0)) <> MAX(ifnull(row.wish, 0)) AS differs,
                        MAX(row.number IS NULL) AS isWhole
                    FROM temp.resolved JOIN row ON row.id = resolved.row
                        JOIN temp.reading ON reading.id = resolved.reading AND reading.agent = :agent
                    GROUP BY 1
                )
                SELECT EXISTS (SELECT 1 FROM shared WHERE differs) OR :countsUnnamed AND EXISTS (
                    SELECT 1 FROM temp.served JOIN shared ON shared.reading = served.reading
                    WHERE NOT shared.isWhole
                        AND NOT EXISTS (SELECT 1 FROM row WHERE row.number = served.number AND row.verdict IS NULL))
                """
            return try Bool.fetchOne(
                db, sql: isShared, arguments: ["agent": agent.id, "countsUnnamed": countsUnnamed]) ?? false
        }
    }
}
