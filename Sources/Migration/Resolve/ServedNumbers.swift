import AgentsAPI
import GRDB
import Telephony

/// A number and the connector that answers its calls, if any.
struct ServedNumber: Sendable {
    let number: String
    var connector: ConnectorID?
    /// The project that the number says it belongs to, where it says so.
    var project: AgentID?
}

extension ServedNumber {
    init(_ number: PhoneNumberResource) {
        self.init(
            number: number.number, connector: number.connectorId,
            project: number.projectId.rawValue.isEmpty ? nil : number.projectId)
    }
}

/// How it is known which connector serves a number.
private enum Source: Int64 {
    /// Looked up, or asked for by itself.
    case asked = 0
    case listed = 1
    case both = 2
}

/// What contradicts the connector that serves a number by the first that was heard of it. What is positive is another
/// connector, among the readings.
enum Contradicting: Int64 {
    /// The list of the connector's numbers does not have the number.
    case notAmongItsNumbers = -1
    /// The number says that it belongs to another project.
    case otherProject = -2
    /// The number is listed a second time without a connector.
    case unrouted = -3
}

/// Which connector serves a number, and what of the listings that say so is known.
extension RunFile {
    /// Stores which connector serves each number under the agent; what was stored before stays, and what contradicts it
    /// is noted.
    ///
    /// - Parameter isListed: whether they come from a listing.
    func store(_ numbers: [ServedNumber], of agent: AgentID, isListed: Bool = false) throws {
        try write { db in
            let id = try names.id(of: agent.rawValue, db)
            let insert = try db.cachedStatement(
                sql: """
                    INSERT INTO temp.served (agent, number, reading, source, other) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET
                        other = CASE
                            WHEN served.other IS NOT NULL THEN served.other
                            WHEN excluded.other IS NOT NULL THEN excluded.other
                            WHEN served.reading IS excluded.reading THEN NULL
                            WHEN served.reading IS NULL THEN \(Contradicting.unrouted.rawValue)
                            ELSE ifnull(excluded.reading, \(Contradicting.unrouted.rawValue)) END,
                        reading = ifnull(served.reading, excluded.reading),
                        source = CASE WHEN served.source = excluded.source THEN served.source ELSE 2 END
                    """)
            let source = isListed ? Source.listed : .asked
            for served in numbers {
                let reading = try served.connector.map { try self.reading(of: $0, id, db) }
                let isForeign = served.project.map { $0 != agent } ?? false
                try insert.run(
                    id, try key(of: served.number, db), reading, source.rawValue,
                    isForeign ? Contradicting.otherProject.rawValue : nil)
            }
        }
    }

    /// The number of a connector among the readings; one that nobody read yet gets a place.
    private func reading(of connector: ConnectorID, _ agent: Int64, _ db: Database) throws -> Int64 {
        let find = try db.cachedStatement(sql: "SELECT id FROM temp.reading WHERE agent = ? AND name = ?")
        if let id = try find.firstInteger(agent, connector.rawValue) { return id }
        try db.cachedStatement(sql: "INSERT INTO temp.reading (agent, name) VALUES (?, ?)")
            .run(agent, connector.rawValue)
        return db.lastInsertedRowID
    }

    /// What came before in a listing of all numbers is void: it broke off and begins again.
    func forgetListing(of agent: AgentID) throws {
        try write { db in
            try db.execute(
                sql: """
                    DELETE FROM temp.served WHERE agent = :agent AND source = \(Source.listed.rawValue);
                    UPDATE temp.served SET source = \(Source.asked.rawValue), other = NULL
                        WHERE agent = :agent AND source = \(Source.both.rawValue);
                    """,
                arguments: ["agent": try names.id(of: agent.rawValue, db)])
        }
    }

    /// A number that was found when it was asked for, and that the listing of all numbers lacks; nil when there is
    /// none.
    func numberBesideListing(of agent: AgentID) throws -> String? {
        try read { db in
            let key = try Int64.fetchOne(
                db,
                sql: """
                    SELECT number FROM temp.served
                    WHERE agent = ? AND source = \(Source.asked.rawValue) AND reading IS NOT NULL LIMIT 1
                    """,
                arguments: [try names.find(agent.rawValue, db)])
            return try key.map { try number($0, db) }
        }
    }

    /// Notes of numbers that were looked up that the lists of their connectors' numbers, which have been read, lack
    /// them.
    func contradictUnlistedNumbers(of agent: OpenAgent) throws {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE temp.served SET other = \(Contradicting.notAmongItsNumbers.rawValue)
                    WHERE agent = ? AND source = \(Source.asked.rawValue) AND other IS NULL
                        AND reading IN (SELECT reading FROM temp.resolved)
                    """,
                arguments: [agent.id])
        }
    }

    func unlistedAgents(_ db: Database) throws -> [AgentID] {
        try Int64.fetchAll(db, sql: "SELECT agent FROM temp.unlisted").map {
            AgentID(rawValue: try names.text(of: $0, db))
        }.sorted()
    }

    /// It cannot be seen which numbers the agent's connectors serve.
    func noteUnlisted(_ agent: AgentID) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO temp.unlisted VALUES (?)",
                arguments: [try names.id(of: agent.rawValue, db)])
        }
    }

    /// All numbers of the agent were listed.
    func noteInventory(of agent: AgentID) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO temp.inventory VALUES (?)",
                arguments: [try names.id(of: agent.rawValue, db)])
        }
    }

    func hasInventory(of agent: AgentID) throws -> Bool {
        try read { db in
            guard let id = try names.find(agent.rawValue, db) else { return false }
            return try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM temp.inventory WHERE agent = ?)", arguments: [id]) ?? false
        }
    }
}
