import AgentsAPI
import AgentsClient
import Emulator
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Migration

@Suite("A run file whose pages are whole and whose contents are not") struct ChecksumTests {
    /// Leaves a run of numbers 1 to 4 with 1 and 2 updated, and its run file closed.
    private func begin(_ bench: Bench) async throws {
        let ending = try await bench.apply(Inventory.rollout(1...4)) {
            $0.pipeline.batchSize = 2
            $0.refuseKey(atUpdate: 2)
        }
        #expect(ending.outcomes == ["updated", "updated", "not_attempted", "not_attempted"])
    }

    /// Changes one row as damage would: what stands in it, and not the seal beside it.
    private func damage(_ damage: Damage, _ bench: Bench) throws {
        let seal = Mutex<Int64>(0)
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            db.add(function: DatabaseFunction("seal", pure: true) { _ in seal.withLock { $0 } })
        }
        let database = try DatabaseQueue(path: bench.runFilePath, configuration: configuration)
        try database.write { db in
            let seals = try Int64.fetchAll(db, sql: "SELECT seal FROM \(damage.table) WHERE \(damage.row)")
            try #require(seals.count == 1)
            seal.withLock { $0 = seals[0] }
            try db.execute(sql: "UPDATE \(damage.table) SET \(damage.assignment) WHERE \(damage.row)")
            let kept = try Int64.fetchAll(
                db, sql: "SELECT seal FROM \(damage.table) WHERE seal = ?", arguments: [seals[0]])
            #expect(kept == seals)
        }
        try database.close()
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let table: String
        let assignment: String
        let row: String

        init(_ table: String, _ assignment: String, _ row: String = "id = 1") {
            (self.table, self.assignment, self.row) = (table, assignment, row)
        }

        var testDescription: String { "\(table) \(row): \(assignment)" }
    }

    @Test(
        "is refused before anything is sent, whatever it is that changed",
        arguments: [
            Damage("name", "text = 'en-GB-Neural2-C'", "text = 'en-GB-Neural2-B'"),
            Damage("change", "voice = voice + 1", "id = 4"), Damage("change", "before = before - 1", "id = 4"),
            Damage("change", "state = 1, outcome = NULL"), Damage("change", "finishedAt = 7"),
            Damage("change", "mayHaveArrived = 1", "id = 4"),
            Damage("connector", "name = 'c05'", "name = 'c04'"), Damage("connector", "variant = 1", "name = 'c04'"),
            Damage("connector", "disableHandoff = NOT disableHandoff"),
            Damage("piece", "bytes = CAST(replace(CAST(bytes AS TEXT), '60002', '60003') AS BLOB)"),
            Damage("row", "change = 1", "line = 3"), Damage("row", "line = 7", "line = 3"),
            Damage("row", "number = number + 16", "line = 3"), Damage("wish", "voice = 1"),
            Damage("run", "target = 'https://api.us.poly.ai'"), Damage("run", "finishedAt = 7"),
            Damage("event", "at = 7", "id = 2"), Damage("event", "step = 'settle'", "id = 2"),
            Damage("session", "startedAt = 7"), Damage("written", "digest = '0'"),
        ])
    func refused(_ damage: Damage) async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            try await begin(bench)
            try self.damage(damage, bench)
            let (requests, state) = (bench.requests.count, try await bench.emulator.store.snapshot())
            for use in [
                { _ = try await bench.resume() }, { _ = try await bench.apply(Inventory.rollout(1...4)) },
                { _ = try RunFile.openForReading(bench.runFilePath) },
            ] {
                let problem = await #expect(throws: RunFileProblem.self) { try await use() }
                #expect(problem?.code == .damaged)
            }
            #expect(bench.requests.count == requests)
            #expect(try await bench.emulator.store.snapshot() == state)
        }
    }
}
