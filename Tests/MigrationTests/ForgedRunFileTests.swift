import AgentsAPI
import AgentsClient
import Foundation
import GRDB
import Telephony
import TestSupport
import Testing

@testable import Migration

@Suite("Run files that somebody made up") struct ForgedRunFileTests {
    private static let manyTables = (1...200).map { "CREATE TABLE t\($0) (x)" }.joined(separator: "; ")

    /// Each leaves a file that SQLite finds nothing wrong with, and whose seals are right.
    static let forgeries = [
        "DELETE FROM row WHERE id = 3; UPDATE run SET rowCount = 2", "UPDATE run SET rowCount = 4",
        "UPDATE change SET rowCount = 9223372036854775807", "UPDATE change SET attempts = 9223372036854775807",
        "UPDATE change SET failedBatches = -1", "UPDATE change SET kind = 1",
        "UPDATE change SET state = 9 WHERE state <> 3", "UPDATE change SET outcome = 'splendid' WHERE state = 3",
        "UPDATE change SET before = 9999", "UPDATE change SET variant = 9999", "UPDATE change SET agent = -1",
        "UPDATE change SET after = 9999, reason = 9999", "UPDATE change SET finishedAt = 9223372036854775807",
        "UPDATE run SET createdAt = 9223372036854775807", "UPDATE run SET createdAt = -9223372036854775808",
        "UPDATE run SET finishedAt = 253402300800000", "UPDATE run SET delimiter = 300",
        "UPDATE run SET givenDelimiter = -1", "UPDATE run SET encoding = 'runes'", "UPDATE run SET stage = 'done'",
        "UPDATE run SET resolution = ''", "UPDATE row SET line = -1", "UPDATE row SET line = 9223372036854775807",
        "UPDATE row SET change = 9999 WHERE change IS NOT NULL", "UPDATE row SET agent = 9999",
        "UPDATE event SET at = 9223372036854775807", "UPDATE event SET last = 9223372036854775807",
        "UPDATE event SET first = 2, last = 1", "UPDATE event SET session = 77", "UPDATE event SET reason = 9999",
        "UPDATE session SET startedAt = -1", "UPDATE connector SET project = NULL",
        "UPDATE connector SET label = NULL", "UPDATE connector SET voice = 9999",
        "INSERT INTO reached (change, number, isCollateral) VALUES (9999, 1, 1)",
        "INSERT INTO name (id, text) VALUES (1000000, 'x')", "CREATE VIEW harmless AS SELECT 1",
        "CREATE TRIGGER harmless AFTER UPDATE ON run BEGIN DELETE FROM row; END",
        "CREATE VIRTUAL TABLE harmless USING fts5(text)",
        """
        DROP TABLE grdb_migrations; CREATE VIEW grdb_migrations AS WITH RECURSIVE endless(identifier) AS (
            SELECT 'x' UNION ALL SELECT identifier FROM endless) SELECT identifier FROM endless
        """,
        """
        DROP TABLE grdb_migrations; CREATE TABLE grdb_migrations (
            identifier TEXT NOT NULL PRIMARY KEY, other TEXT GENERATED ALWAYS AS (zeroblob(1000000000)))
        """,
        manyTables + "; DROP TABLE grdb_migrations; CREATE VIEW grdb_migrations AS WITH RECURSIVE t(identifier) AS ("
            + "SELECT 'x' UNION ALL SELECT identifier FROM t) SELECT identifier FROM t",
        "UPDATE row SET number = -9223372036854775808", "UPDATE row SET number = -1", "UPDATE row SET number = 0",
        "INSERT INTO reached (change, number, isCollateral) VALUES (1, -9223372036854775808, 1)",
        "INSERT INTO reached (change, number, isCollateral) VALUES (1, -9999, 1)",
        "INSERT INTO formerRow (change, agent, number) VALUES (1, 1, -1)", "UPDATE event SET step = 'zzz'",
        "UPDATE connector SET name = ''",
        """
        INSERT INTO event (at, session, step, first, last, attempt)
            SELECT 0, 1, 'overturn', 1, 3, 1 FROM name, name AS other
        """,
        "ALTER TABLE run ADD COLUMN more TEXT", "DROP TABLE event", "DROP INDEX rowByNumber",
    ]

    @Test("each is damaged, whatever is done with it, is left as it is, and sends nothing", arguments: forgeries)
    func refused(forgery: String) async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                let turns = Turns()
                $0.treat = { request in
                    request.operation == .updateConnectors && turns.next(request) > 1
                        ? .refuse(401, "AUTH_USER_INVALID_TOKEN") : .pass
                }
            }
            try forge(forgery, bench)
            let before = try contents(bench.runFilePath)
            let sent = bench.requests.count
            let uses: [() async throws -> Void] = [
                { _ = try RunFile.openForReading(bench.runFilePath).status() },
                { _ = try await bench.resume() }, { _ = try await bench.apply(Inventory.rollout(1...3)) },
            ]
            for use in uses {
                let problem = await #expect(throws: RunFileProblem.self) { try await use() }
                #expect(problem?.code == .damaged, "\(String(describing: problem))")
            }
            #expect(try contents(bench.runFilePath) == before)
            #expect(bench.requests.count == sent)
        }
    }

    @Test(
        "rows that are not those of the sheet beside them are found out before anything is sent",
        arguments: [
            "UPDATE row SET line = line + 1", "UPDATE piece SET bytes = CAST('phone_number,voice_name' AS BLOB)",
            "UPDATE piece SET bytes = CAST(bytes || '+442079460003,en-GB-Neural2-B' AS BLOB)", "DELETE FROM piece",
            "INSERT INTO mapping (header, target) VALUES ('none', 'phone_number')",
        ])
    func otherSheet(forgery: String) async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(401, "AUTH_USER_INVALID_TOKEN") : .pass }
            }
            try forge(forgery, bench)
            let sent = bench.requests.count
            let problem = await #expect(throws: RunFileProblem.self) { try await bench.resume() }
            #expect(problem?.code == .damaged)
            #expect(bench.requests.count == sent)
        }
    }

    @Test("a plan that somebody put in the place of another is not the one that was agreed to")
    func fingerprint() async throws {
        try await withBench { bench in
            let agreed = try await bench.plan(Inventory.rollout(1...3)).summary.fingerprint
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(401, "AUTH_USER_INVALID_TOKEN") : .pass }
            }
            let unforged = try RunFile.openForReading(bench.runFilePath).wholeFingerprint()
            #expect(unforged == agreed)
            try forge("UPDATE name SET text = 'en-GB-Neural2-D' WHERE text = '\(Inventory.newVoice)'", bench)
            let refusal = await #expect(throws: Refusal.self) {
                _ = try await bench.apply(Inventory.rollout(1...3)) { $0.expectedPlan = agreed }
            }
            guard case .otherPlan? = refusal else { return #expect(Bool(false), "\(String(describing: refusal))") }
            #expect(try await !bench.voices().contains("en-GB-Neural2-D"))
        }
    }

    @Test("a connector that is said to be in another environment than it is has drifted")
    func environment() async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(401, "AUTH_USER_INVALID_TOKEN") : .pass }
            }
            try forge("INSERT INTO name (text) VALUES ('sandbox')", bench)
            try forge(
                "UPDATE connector SET environment = (SELECT id FROM name WHERE text = 'sandbox') WHERE name = 'c01'",
                bench)
            let ending = try await bench.resume()
            #expect(ending.outcomes == ["drifted", "updated", "updated"])
            #expect(ending.results["error"][0].contains("client_env is \"live\", not \"sandbox\""))
        }
    }

    private func forge(_ sql: String, _ bench: Bench) throws {
        let database = try DatabaseQueue(path: bench.runFilePath, configuration: Seals.configuration)
        try database.writeWithoutTransaction { db in
            try db.execute(sql: sql)
            _ = try db.checkpoint(.truncate)
        }
        try database.close()
    }
}
