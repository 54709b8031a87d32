import ForeignText
import Foundation
import GRDB

/// Connectors that a run takes back to another agent, and numbers only then back to them: when the plan is made they
/// are still elsewhere.
///
/// A run routes a number away and then moves the connector that served it. Taken back, the connector returns first, as
/// a number can only be routed to a connector of its own agent.
extension RunFile {
    /// `agent` is where the connector is to come to. To be called once the connectors of rows are found.
    func noteArrivals() throws {
        let goesBackwards = try goesBackwards()
        try write { db in
            try db.execute(
                sql: """
                    DROP TABLE IF EXISTS temp.arrival;
                    CREATE TEMP TABLE arrival (
                        agent INTEGER NOT NULL, name INTEGER NOT NULL, environment INTEGER NOT NULL,
                        row INTEGER NOT NULL, PRIMARY KEY (agent, name)) WITHOUT ROWID;
                    """)
            guard goesBackwards else { return }
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO temp.arrival
                        SELECT wish.project, row.sheetConnector, reading.environment, row.id
                        FROM temp.resolved JOIN row ON row.id = resolved.row JOIN wish ON wish.id = row.wish
                            JOIN temp.reading ON reading.id = resolved.reading
                        WHERE row.number IS NULL AND wish.project <> reading.agent
                    """)
        }
    }

    /// Ends rows of numbers whose connector is not taken back after all.
    func endStrandedRows(at now: Date, _ db: Database) throws {
        let stranded = try Row.fetchAll(
            db,
            sql: """
                SELECT row.id, row.number, name.text
                FROM row CROSS JOIN wish ON wish.id = row.wish
                    CROSS JOIN temp.arrival ON arrival.agent = row.agent AND arrival.name = wish.target
                    JOIN row AS moving ON moving.id = arrival.row AND moving.verdict IS NOT NULL
                    JOIN name ON name.id = arrival.name
                WHERE \(Self.isUnplanned)
                """)
        for row in stranded {
            let text = """
                connector \(HarmlessText.make(row[2])) is left alone where it is, so \(try number(row[1], db)) is not \
                routed back to it.
                """
            try db.execute(
                sql: "UPDATE row SET verdict = ? WHERE id = ?",
                arguments: [try verdict(.drifted, text, at: now, db), row[0] as Int64])
        }
        try db.execute(
            sql: "DELETE FROM temp.arrival WHERE row IN (SELECT id FROM row WHERE verdict IS NOT NULL)")
    }

    /// Has rows of numbers need that the connector which they go back to was taken back.
    func linkArrivals(_ db: Database) throws {
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM temp.arrival)") ?? false else { return }
        try db.execute(
            sql: """
                INSERT INTO step (row, change)
                    SELECT row.id, moving.change
                    FROM row CROSS JOIN wish ON wish.id = row.wish
                        CROSS JOIN temp.arrival ON arrival.agent = row.agent AND arrival.name = wish.target
                        JOIN row AS moving ON moving.id = arrival.row AND moving.change IS NOT NULL
                    WHERE row.change IS NOT NULL ORDER BY row.id
                """)
    }
}
