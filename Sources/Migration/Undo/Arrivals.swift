import AgentsAPI
import AgentsClient
import ForeignText
import Foundation
import GRDB
import Telephony

/// Connectors that a run takes back to another agent, and numbers only then: when the plan is made, both are still
/// elsewhere.
///
/// A run routes a number away and then moves the connector that served it. Taken back, the connector returns first, as
/// a number can only be routed to a connector of its own agent. And a number that has moved with its connector is back
/// where it was when that is.
extension RunFile {
    /// `agent` is where the connector is to come to, `place` where it is. To be called once the connectors of rows are
    /// found.
    func noteArrivals() throws {
        let goesBackwards = try goesBackwards()
        try write { db in
            try db.execute(
                sql: """
                    DROP TABLE IF EXISTS temp.arrival;
                    CREATE TEMP TABLE arrival (
                        agent INTEGER NOT NULL, name INTEGER NOT NULL, place INTEGER NOT NULL,
                        environment INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (agent, name)) WITHOUT ROWID;
                    """)
            guard goesBackwards else { return }
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO temp.arrival
                        SELECT wish.project, row.sheetConnector, reading.agent, reading.environment, row.id
                        FROM temp.resolved JOIN row ON row.id = resolved.row JOIN wish ON wish.id = row.wish
                            JOIN temp.reading ON reading.id = resolved.reading
                        WHERE row.number IS NULL AND wish.project <> reading.agent
                    """)
        }
    }

    private func hasArrivals(_ db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM temp.arrival)") ?? false
    }

    /// Rows of numbers that go back to a connector which is to come, or come with the one that serves them.
    private static let arrivingRows = """
        row CROSS JOIN wish ON wish.id = row.wish CROSS JOIN expectation ON expectation.row = row.id
            CROSS JOIN temp.arrival
                ON arrival.agent = row.agent AND arrival.name IN (wish.target, expectation.connector)
            JOIN row AS moving ON moving.id = arrival.row
        """

    /// Ends those whose connector is not taken back after all.
    func endStrandedRows(at now: Date, _ db: Database) throws {
        guard try hasArrivals(db) else { return }
        let stranded = try Row.fetchAll(
            db,
            sql: """
                SELECT row.id, row.number, name.text FROM \(Self.arrivingRows) JOIN name ON name.id = arrival.name
                WHERE \(Self.isUnplanned) AND moving.verdict IS NOT NULL GROUP BY row.id
                """)
        for row in stranded {
            let text = """
                connector \(HarmlessText.make(row[2])) is left alone where it is, so \(try number(row[1], db)) is, too.
                """
            try db.execute(
                sql: "UPDATE row SET verdict = ? WHERE id = ?",
                arguments: [try verdict(.drifted, text, at: now, db), row[0] as Int64])
        }
        try db.execute(
            sql: "DELETE FROM temp.arrival WHERE row IN (SELECT id FROM row WHERE verdict IS NOT NULL)")
    }

    /// Has rows of numbers need that the connector was taken back.
    func linkArrivals(_ db: Database) throws {
        guard try hasArrivals(db) else { return }
        try db.execute(
            sql: """
                INSERT INTO step (row, change)
                    SELECT row.id, moving.change FROM \(Self.arrivingRows)
                    WHERE row.change IS NOT NULL AND moving.change IS NOT NULL ORDER BY row.id
                """)
    }
}

// MARK: - Numbers that come with their connectors

extension RunFile {
    private static let arrivingNumbers = """
        temp.place JOIN row ON row.number = place.number AND row.agent = place.agent
            JOIN expectation ON expectation.row = row.id
            JOIN temp.arrival ON arrival.agent = row.agent AND arrival.name = expectation.connector
            JOIN name ON name.id = arrival.name
        WHERE place.environment IS NULL AND place.agent = ? AND \(isUnplanned)
        """

    /// Those that the agent does not have yet, by where they should be now.
    fileprivate func arrivingNumbers(of agent: AgentID) throws -> [AgentID: [String: ConnectorID]] {
        try read { db in
            guard try hasArrivals(db) else { return [:] }
            let rows = try Row.fetchAll(
                db, sql: "SELECT DISTINCT arrival.place, place.number, name.text FROM \(Self.arrivingNumbers)",
                arguments: [try names.find(agent.rawValue, db)])
            var numbers: [AgentID: [String: ConnectorID]] = [:]
            for row in rows {
                let place = AgentID(rawValue: try names.text(of: row[0] as Int64, db))
                numbers[place, default: [:]][try number(row[1], db)] = ConnectorID(rawValue: row[2])
            }
            return numbers
        }
    }
}

extension Resolver {
    /// Finds numbers that are to come to the agent with their connectors where these are now.
    func placeArrivals(at agent: AgentID) async throws {
        let arriving = try await offPool { [file] _ in try file.arrivingNumbers(of: agent) }
        for (place, connectors) in arriving.sorted(by: { $0.key < $1.key }) {
            let readings = try await reader.readings(ofNumbers: connectors.keys.sorted(), of: place, in: size)
            let found = readings.values.compactMap { try? $0.get() }
            try file.place(found.filter { $0.connectorId == connectors[$0.number] }, missing: [], of: agent)
            progress(1)
        }
    }
}
