import AgentsAPI
import GRDB
import Telephony

/// Plans what rows want of numbers once it is decided what becomes of connectors: importing, routing and releasing, in
/// this order, each a step of its own.
///
/// A row ends with the last of its steps. Those before it stand in the table `step`, so that it can be told of which
/// one came to no good end.
final class NumberSteps {
    /// A step to be added to the plan.
    struct Step {
        let agent: AgentID
        let action: any Action
        /// The rows that end with it.
        let rows: Int
    }

    private let file: RunFile
    private let db: Database

    init(_ file: RunFile, _ db: Database) { (self.file, self.db) = (file, db) }

    /// Rows that want something of their number, or whose connector is split, and that nothing stands in the way of,
    /// and what each number needs.
    private static let gather = """
        DROP TABLE IF EXISTS temp.mover; DROP TABLE IF EXISTS temp.movement;
        CREATE TEMP TABLE mover (row INTEGER PRIMARY KEY, agent INTEGER NOT NULL, number INTEGER NOT NULL);
        INSERT INTO temp.mover SELECT row.id, row.agent, row.number
            FROM row JOIN temp.place ON place.agent = row.agent AND place.number = row.number
                LEFT JOIN temp.split ON split.row = row.id
                LEFT JOIN verdict ON verdict.id = row.verdict
                LEFT JOIN change ON change.id = row.change
            WHERE (\(RunFile.isPlacing) OR split.row IS NOT NULL) AND ifnull(verdict.outcome, '\(Outcome.unchanged)') \
            = '\(Outcome.unchanged)'
                AND ifnull(change.state, \(ChangeState.planned.rawValue)) = \(ChangeState.planned.rawValue);
        CREATE TEMP TABLE movement (
            agent INTEGER NOT NULL, number INTEGER NOT NULL, first INTEGER NOT NULL, rowCount INTEGER NOT NULL,
            environment INTEGER, connector INTEGER, target INTEGER, targetEnvironment INTEGER, wished INTEGER,
            hasSettings INTEGER NOT NULL,
            imports INTEGER NOT NULL, routes INTEGER NOT NULL, releases INTEGER NOT NULL,
            importing INTEGER, routing INTEGER, release INTEGER, PRIMARY KEY (agent, number)) WITHOUT ROWID;
        INSERT INTO temp.movement
            SELECT agent, number, first, rowCount, environment, connector, target,
                ifnull(
                    (SELECT arrival.environment FROM temp.arrival
                        WHERE arrival.agent = gathered.agent AND arrival.name = gathered.target),
                    (SELECT reading.environment FROM temp.reading JOIN name ON name.text = reading.name
                        WHERE reading.agent = gathered.agent AND name.id = gathered.target)),
                wished, hasSettings,
                action = \(RowAction.importing.rawValue) AND environment IS NULL,
                target IS NOT NULL AND target IS NOT connector,
                action = \(RowAction.release.rawValue) AND environment IS NOT NULL,
                NULL, NULL, NULL
            FROM (
                SELECT mover.agent AS agent, mover.number AS number, MIN(row.id) AS first, COUNT(*) AS rowCount,
                    place.environment AS environment, place.connector AS connector,
                    MAX(ifnull(split.target, \(RunFile.target))) AS target, MAX(wish.environment) AS wished,
                    MAX(ifnull(wish.action, \(RowAction.change.rawValue))) AS action,
                    MAX(row.change) IS NOT NULL AS hasSettings
                FROM temp.mover JOIN row ON row.id = mover.row LEFT JOIN wish ON wish.id = row.wish
                    LEFT JOIN temp.split ON split.row = row.id
                    JOIN temp.place ON place.agent = mover.agent AND place.number = mover.number
                GROUP BY mover.agent, mover.number) AS gathered;
        """

    /// - Parameters:
    ///   - unchanged: gives the verdict of rows of which everything is as they say.
    ///   - add: puts a step into the plan, and returns its number.
    func plan(unchanged: () throws -> Int64, add: (Step) throws -> Change.ID) throws {
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM temp.place)") ?? false else { return }
        try db.execute(sql: Self.gather)
        try addImports(add)
        try addRoutes(add)
        try addReleases(add)
        try db.execute(sql: Self.link)
        try file.linkArrivals(db)
        let isUnchanged = "\(RunFile.isUnplanned) AND row.id IN (SELECT row FROM temp.mover)"
        if try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM row WHERE \(isUnchanged))") ?? false {
            try db.execute(sql: "UPDATE row SET verdict = ? WHERE \(isUnchanged)", arguments: [try unchanged()])
        }
    }

    private func addImports(_ add: (Step) throws -> Change.ID) throws {
        try addSteps("importing", where: "imports", add) { row, number in
            // What says nothing else goes where its connector is.
            let place: Int64? = row[4] ?? row[9]
            let environment = try file.names.text(of: place, db).map { ClientEnvironment(rawValue: $0) }
            let isLast = !(row[7] as Bool) && !(row[8] as Bool)
            return (NumberImport(number: number, environment: environment ?? .live), isLast)
        }
    }

    /// A number that is about to be imported is where it will be by then: served by none.
    private func addRoutes(_ add: (Step) throws -> Change.ID) throws {
        try addSteps("routing", where: "routes", add) { row, number in
            let target = ConnectorID(rawValue: try file.names.text(of: row[6] as Int64, db))
            let environment = ClientEnvironment(rawValue: try file.names.text(of: row[9] as Int64?, db) ?? "")
            let routing = NumberRouting(
                before: try state(row, number), target: target, targetEnvironment: environment)
            return (routing, !(row[8] as Bool))
        }
    }

    private func addReleases(_ add: (Step) throws -> Change.ID) throws {
        try addSteps("release", where: "releases", add) { row, number in
            (NumberRelease(before: try state(row, number)), true)
        }
    }

    private func state(_ row: Row, _ number: String) throws -> NumberState {
        // One that is not there yet is imported to where its connector is.
        let place: Int64? = row[3] ?? row[4] ?? row[9]
        let environment = try file.names.text(of: place, db)
        return NumberState(
            number: number, environment: environment.map { ClientEnvironment(rawValue: $0) } ?? .live,
            connector: try file.names.text(of: row[5] as Int64?, db).map { ConnectorID(rawValue: $0) })
    }

    /// - Parameters:
    ///   - column: where the change's number is noted.
    ///   - action: gets a row of: agent, number, rowCount, environment, wished, connector, target, routes, hasSettings,
    ///     targetEnvironment.
    private func addSteps(
        _ column: String, where condition: String, _ add: (Step) throws -> Change.ID,
        action: (Row, String) throws -> (any Action, isLast: Bool)
    ) throws {
        // Those that can go in one request stand together.
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT agent, number, rowCount, environment, wished, connector, target, routes, hasSettings,
                    targetEnvironment
                FROM temp.movement JOIN name ON name.id = movement.agent
                WHERE \(condition) ORDER BY name.text, ifnull(wished, ifnull(targetEnvironment, 0)), first
                """)
        let note = try db.makeStatement(
            sql: "UPDATE temp.movement SET \(column) = ? WHERE agent = ? AND number = ?")
        while let row = try rows.next() {
            let (action, isLast) = try action(row, try file.number(row[1], db))
            let step = Step(
                agent: AgentID(rawValue: try file.names.text(of: row[0] as Int64, db)), action: action,
                rows: isLast ? row[2] : 0)
            try note.run(try add(step), row[0] as Int64, row[1] as Int64)
        }
    }

    private static let movers = """
        temp.mover JOIN temp.movement ON movement.agent = mover.agent AND movement.number = mover.number
            JOIN row ON row.id = mover.row
        """

    private static let link = """
        INSERT INTO step (row, change)
            SELECT row.id, movement.importing FROM \(movers)
            WHERE movement.importing IS NOT NULL AND (row.change IS NOT NULL OR movement.routing IS NOT NULL)
            ORDER BY row.id;
        INSERT INTO step (row, change)
            SELECT row.id, movement.routing FROM \(movers)
            WHERE movement.routing IS NOT NULL AND row.change IS NOT NULL ORDER BY row.id;
        UPDATE row SET change = ifnull(ended.release, ifnull(ended.routing, ended.importing)), verdict = NULL
        FROM (
            SELECT mover.row AS row, movement.release AS release, movement.routing AS routing,
                movement.importing AS importing
            FROM \(movers)
            WHERE row.change IS NULL AND ifnull(movement.release, ifnull(movement.routing, movement.importing)) NOT NULL
        ) AS ended
        WHERE row.id = ended.row;
        """
}
