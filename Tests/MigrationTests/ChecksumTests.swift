import AgentsAPI
import AgentsClient
import Emulator
import GRDB
import TestSupport
import Testing

@testable import Migration

@Suite("A run file whose pages are whole and whose contents are not") struct ChecksumTests {
    /// Leaves a run of numbers 1 to 4 with 1 and 2 updated, and its run file closed.
    private func begin(_ bench: Bench) async throws {
        let turns = Turns()
        let ending = try await bench.apply(Inventory.rollout(1...4)) {
            $0.pipeline.batchSize = 2
            $0.treat = { request in
                guard request.operation == .updateConnectors, turns.next(request) == 2 else { return .pass }
                return .refuse(401, .invalidToken)
            }
        }
        #expect(ending.outcomes == ["updated", "updated", "not_attempted", "not_attempted"])
    }

    private func execute(_ sql: String, _ bench: Bench) throws {
        let database = try DatabaseQueue(path: bench.runFilePath)
        try database.write { try $0.execute(sql: sql) }
        try database.close()
    }

    @Test(
        "is refused before anything is sent, whatever it is that changed",
        arguments: [
            "UPDATE change SET patch = replace(patch, 'Neural2-B', 'Neural2-C') WHERE state = 'planned'",
            "UPDATE change SET before = replace(before, 'Neural2-A', 'Neural2-C') WHERE state = 'planned'",
            "UPDATE change SET connector = 'c05' WHERE state = 'planned' AND connector = 'c04'",
            "UPDATE change SET state = 'planned', outcome = NULL WHERE connector = 'c01'",
            "UPDATE change SET finishedAt = 'yesterday' WHERE connector = 'c01'",
            "UPDATE change SET mayHaveArrived = 1 WHERE connector = 'c04'",
            "UPDATE row SET cells = CAST('+442079460099' AS BLOB) WHERE line = 2",
            "UPDATE row SET change = 1 WHERE line = 3",
            "UPDATE row SET line = 7 WHERE line = 3",
            "UPDATE run SET target = 'https://api.us.poly.ai'",
            "UPDATE run SET finishedAt = 'never'",
            "UPDATE batch SET sentAt = 'never'",
        ])
    func refused(_ damage: String) async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            try execute(damage, bench)
            let (requests, state) = (bench.requests.count, try await bench.emulator.store.snapshot())
            for use in [
                { _ = try await bench.resume() }, { _ = try await bench.apply(Inventory.rollout(1...4)) },
                { _ = try RunFile.openForReading(bench.runFilePath) },
            ] {
                let problem = await #expect(throws: RunFileError.self) { try await use() }
                #expect(problem?.code == .damaged)
            }
            #expect(bench.requests.count == requests)
            #expect(try await bench.emulator.store.snapshot() == state)
        }
    }

    @Test("is told from one that was made before there were checksums, which is gone on with")
    func earlier() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            for table in ["run", "batch", "change", "row"] {
                try execute("ALTER TABLE \(table) DROP COLUMN checksum", bench)
            }
            try execute("DELETE FROM grdb_migrations WHERE identifier LIKE '3:%'", bench)
            let ending = try await bench.resume()
            #expect(ending.outcomes == ["updated", "updated", "updated", "updated"])
            let file = try RunFile.openForReading(bench.runFilePath)
            #expect(try file.read { try Int.fetchOne($0, sql: "SELECT COUNT(checksum) FROM row") } == 4)
        }
    }
}
