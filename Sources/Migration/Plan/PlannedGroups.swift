import AgentsAPI
import GRDB
import Telephony

/// One connector's rows as they are to be decided on.
struct PlannedGroup {
    let agent: AgentID
    let group: ConnectorGroup
    /// Among what was read while resolving.
    let reading: Int64
    let rowCount: Int
    /// All numbers that the connector serves.
    let numberCount: Int
    /// Those of them that no row names, although no row means the whole connector.
    let collateralCount: Int
    let hasUnnamedNumbers: Bool
    /// Whether a row names the connector and no number.
    let isWhole: Bool
}

extension RunFile {
    /// Rows by connector: `first` and `wish` are those of the first row, `lastWish` differs where the rows want
    /// different things, `isWhole` says that a row names the connector and no number.
    ///
    /// - Parameter naming: finds rows that name a number of `served` and say how its connector is to be.
    private static func gather(naming: String) -> String {
        """
        CREATE TEMP TABLE target (
            reading INTEGER PRIMARY KEY, first INTEGER NOT NULL, rowCount INTEGER NOT NULL, wish INTEGER NOT NULL,
            lastWish INTEGER NOT NULL, isWhole INTEGER NOT NULL, numbers INTEGER NOT NULL DEFAULT 0);
        INSERT INTO temp.target (reading, first, rowCount, wish, lastWish, isWhole)
            SELECT resolved.reading, MIN(row.id), COUNT(*), MIN(ifnull(row.wish, 0)), MAX(ifnull(row.wish, 0)),
                MAX(row.number IS NULL)
            FROM temp.resolved CROSS JOIN row ON row.id = resolved.row
            WHERE row.change IS NULL AND row.verdict IS NULL GROUP BY resolved.reading;
        UPDATE temp.target SET numbers = served.count
            FROM (
                SELECT reading, COUNT(*) AS count FROM temp.served WHERE reading IS NOT NULL GROUP BY reading
            ) AS served
            WHERE served.reading = target.reading;
        CREATE TEMP TABLE unnamed AS
            SELECT served.reading AS reading, served.number AS number
            FROM temp.served CROSS JOIN temp.target ON target.reading = served.reading
            WHERE NOT EXISTS (\(naming))
            UNION ALL SELECT served.other, served.number
            FROM temp.served CROSS JOIN temp.target ON target.reading = served.other
            WHERE NOT EXISTS (\(naming));
        CREATE INDEX temp.unnamedByReading ON unnamed (reading, number);
        CREATE TEMP TABLE settledWant AS
            SELECT connector.name AS name, ifnull(row.wish, 0) AS wish, MIN(row.line) AS line
            FROM change JOIN connector ON connector.id = change.before JOIN row ON row.change = change.id
            WHERE change.kind = \(ActionKind.settings.rawValue) AND change.outcome IN ('updated', 'unchanged') GROUP \
            BY 1, 2;
        CREATE INDEX temp.settledWantByName ON settledWant (name);
        CREATE TEMP TABLE agentSize AS
            SELECT reading.agent AS agent, COUNT(*) AS connectors
            FROM temp.target CROSS JOIN temp.reading ON reading.id = target.reading GROUP BY reading.agent;
        """
    }

    private static let named = "SELECT 1 FROM row WHERE row.number = served.number AND row.verdict IS NULL"

    /// A row that only says that its number should be where it is wants nothing of the connector there: what others
    /// want of it would reach the number unasked.
    private static let namedWithSettings = """
        SELECT 1 FROM row LEFT JOIN wish ON wish.id = row.wish
        WHERE row.number = served.number AND row.verdict IS NULL AND NOT (
            \(isPlacing) AND wish.action <> \(RowAction.release.rawValue) AND NOT \(hasSettings)
            AND ifnull(\(target) = (
                SELECT name.id FROM temp.reading JOIN name ON name.text = reading.name
                WHERE reading.id = ifnull(served.reading, served.other)), \(target) IS NULL))
        """

    /// Hands over the connectors of open rows in the order in which their changes are to be sent: agent by agent, each
    /// in the sheet's order. The agent with the most comes first: with it the batch size is found out soonest, and the
    /// requests that the run ends with are small ones.
    ///
    /// - Parameter readings: which connectors; all without it.
    func forEachPlannedGroup(
        _ db: Database, among readings: Set<Int64>? = nil, _ body: (PlannedGroup) throws -> Void
    ) throws {
        for table in ["target", "unnamed", "settledWant", "agentSize"] {
            try db.execute(sql: "DROP TABLE IF EXISTS temp.\(table)")
        }
        let hasPlacing = try Bool.fetchOne(db, sql: "SELECT EXISTS \(Self.placingWishes)") ?? false
        try db.execute(sql: Self.gather(naming: hasPlacing ? Self.namedWithSettings : Self.named))
        let reader = try GroupReader(self, db)
        let targets = try Row.fetchCursor(
            db,
            sql: """
                SELECT target.reading, target.first, target.rowCount, target.wish, target.lastWish, target.isWhole,
                    target.numbers, row.line, \(Self.connectorColumns.replacing("connector.", with: "reading."))
                FROM temp.target CROSS JOIN temp.reading ON reading.id = target.reading
                    CROSS JOIN row ON row.id = target.first CROSS JOIN name ON name.id = reading.agent
                    CROSS JOIN temp.agentSize ON agentSize.agent = reading.agent
                ORDER BY agentSize.connectors DESC, name.text, target.first
                """)
        while let row = try targets.next() {
            guard readings?.contains(row[0]) ?? true else { continue }
            try body(try reader.group(row))
        }
    }
}

/// Makes groups of gathered rows, looking up only what is not usual.
private final class GroupReader {
    /// Collateral numbers that a message can name.
    private static let shownNumbers = 4

    private let file: RunFile
    private let db: Database
    private let hasUnnamed: Bool
    private let hasSettled: Bool
    /// Agents whose connectors' numbers could not be seen.
    private let unlisted: Set<Int64>
    private var wishes: [Int64: ConnectorPatch] = [0: ConnectorPatch()]

    init(_ file: RunFile, _ db: Database) throws {
        (self.file, self.db) = (file, db)
        hasUnnamed = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM temp.unnamed)") ?? false
        unlisted = try Int64.fetchSet(db, sql: "SELECT agent FROM temp.unlisted")
        hasSettled = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM temp.settledWant)") ?? false
    }

    func group(_ row: Row) throws -> PlannedGroup {
        let reading: Int64 = row[0]
        let isWhole: Bool = row[5]
        let before = try file.connector(row, from: 8, db)
        let unnamed = try unnamedCount(reading)
        let collateral = isWhole ? 0 : unnamed
        let group = ConnectorGroup(
            before: before, wants: try wants(row, reading), settled: try settledWants(before.connectorId),
            collateral: collateral == 0 ? [] : try shownCollateral(reading), collateralCount: collateral,
            isCollateralSeen: isWhole || !unlisted.contains(row[8]))
        return PlannedGroup(
            agent: AgentID(rawValue: try file.names.text(of: row[8] as Int64, db)), group: group, reading: reading,
            rowCount: row[2], numberCount: row[6], collateralCount: collateral, hasUnnamedNumbers: unnamed > 0,
            isWhole: isWhole)
    }

    /// Rows that want literally the same are one want.
    private func wants(_ row: Row, _ reading: Int64) throws -> [Want] {
        let (wish, lastWish): (Int64, Int64) = (row[3], row[4])
        if wish == lastWish { return [Want(settings: try settings(wish), line: row[7], wish: wish)] }
        let statement = try db.cachedStatement(
            sql: """
                SELECT ifnull(row.wish, 0), MIN(row.line) FROM temp.resolved JOIN row ON row.id = resolved.row
                WHERE resolved.reading = ? AND row.change IS NULL AND row.verdict IS NULL
                GROUP BY 1 ORDER BY MIN(row.id)
                """)
        return try Row.fetchAll(statement, arguments: [reading]).map {
            Want(settings: try settings($0[0]), line: $0[1], wish: $0[0])
        }
    }

    /// What rows wanted whose change this run has already carried out.
    private func settledWants(_ connector: ConnectorID) throws -> [Want] {
        guard hasSettled else { return [] }
        let statement = try db.cachedStatement(
            sql: "SELECT wish, line FROM temp.settledWant WHERE name = ? ORDER BY line")
        return try Row.fetchAll(statement, arguments: [connector.rawValue]).map {
            Want(settings: try settings($0[0]), line: $0[1])
        }
    }

    private func settings(_ wish: Int64) throws -> ConnectorPatch {
        if let known = wishes[wish] { return known }
        if wishes.count == 1_000 { wishes = [0: ConnectorPatch()] }
        let settings = try file.wish(wish, db).settings
        wishes[wish] = settings
        return settings
    }

    private func unnamedCount(_ reading: Int64) throws -> Int {
        guard hasUnnamed else { return 0 }
        let statement = try db.cachedStatement(sql: "SELECT COUNT(*) FROM temp.unnamed WHERE reading = ?")
        return try Int.fetchOne(statement, arguments: [reading]) ?? 0
    }

    private func shownCollateral(_ reading: Int64) throws -> [String] {
        let statement = try db.cachedStatement(
            sql: "SELECT number FROM temp.unnamed WHERE reading = ? ORDER BY number LIMIT ?")
        return try Int64.fetchAll(statement, arguments: [reading, Self.shownNumbers]).map { try file.number($0, db) }
    }
}
