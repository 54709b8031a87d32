import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import GRDB
import HTTPTypes
import Telephony
import TestSupport
import Testing

@testable import Migration

@Suite("What a run file is enough for, and what it keeps") struct HandoverTests {
    private static let stopped: @Sendable (APIRequest) -> Treatment = {
        $0.operation == .updateConnectors ? .refuse(429, "RATE_LIMIT_EXCEEDED") : .pass
    }

    /// Leaves a run of numbers 1 to 3 with the first updated, the second rejected and the third failed.
    private func half(_ bench: Bench) async throws -> Ending {
        let rows = [Inventory.newVoice, Inventory.refusedVoice, Inventory.newVoice].enumerated().map {
            "\(Inventory.number($0 + 1)),\($1),note \($0)"
        }
        return try await bench.apply(Inventory.sheet("phone_number,voice_name,Note", rows)) {
            $0.pipeline.batchSize = 1
            $0.treat = { request in
                request.updated.contains("c03") || request.path.hasSuffix("/c03") && request.method == .patch
                    ? .refuse(429, "RATE_LIMIT_EXCEEDED") : .pass
            }
        }
    }

    @Test("copied to another place, it resumes and writes its results there, without the sheet")
    func copied() async throws {
        try await withBench { bench in
            #expect(try await half(bench).outcomes == ["updated", "rejected", "failed"])
            let files = FileManager.default
            let elsewhere = try ScratchDirectory()
            // Closed by looking at it, so that all is in one file.
            _ = try RunFile.openForReading(bench.runFilePath).status()
            try files.copyItem(atPath: bench.runFilePath, toPath: elsewhere.path("taken.patchbay"))
            for name in try bench.scratch.names { try files.removeItem(atPath: bench.scratch.path(name)) }
            let run = try Run.resume(elsewhere.path("taken.patchbay"))
            let pipeline = Pipeline { _ in }
            let summary = try await pipeline.apply(run, bench.someoneElse, takingUpEdits: false) { _, _ in true }
            #expect(summary.outcomes == ["updated": 2, "rejected": 1])
            #expect(summary.results == elsewhere.path("taken.results.csv"))
            let results = try ResultsTable(summary.results)
            #expect(results.outcomes == ["updated", "rejected", "updated"])
            #expect(results.header.prefix(3) == ["phone_number", "voice_name", "Note"])
            #expect(try bench.scratch.names.isEmpty)
        }
    }

    @Test("carried elsewhere with its sheet, it is gone on with by applying that", arguments: [true, false])
    func carriedAlong(isEdited: Bool) async throws {
        try await withBench { bench in
            #expect(try await half(bench).outcomes == ["updated", "rejected", "failed"])
            let elsewhere = try ScratchDirectory()
            for name in ["numbers.csv", "numbers.patchbay"] {
                try FileManager.default.moveItem(atPath: bench.scratch.path(name), toPath: elsewhere.path(name))
            }
            if isEdited {
                let sheet = String(decoding: try contents(elsewhere.path("numbers.csv")), as: UTF8.self)
                try elsewhere.write(sheet.replacing("note 2", with: "another note"), to: "numbers.csv")
            }
            var options = RunOptions()
            options.sheet.agent = Inventory.home
            let run = try Run.open(
                Job(
                    sheetPath: elsewhere.path("numbers.csv"), runFilePath: elsewhere.path("numbers.patchbay"),
                    resultsPath: elsewhere.path("numbers.results.csv"), options: options,
                    target: .api(baseURL: bench.emulator.baseURL)))
            let summary = try await Pipeline { _ in }
                .apply(run, bench.someoneElse, takingUpEdits: true) { _, _ in true }
            #expect(summary.outcomes == ["updated": 2, "rejected": 1])
            #expect(summary.results == elsewhere.path("numbers.results.csv"))
            #expect(try run.file.record()?.sheetPath == elsewhere.path("numbers.csv"))
        }
    }

    @Test("who declines to go on with it leaves the account of it as it was, an edited sheet included")
    func declined() async throws {
        try await withBench { bench in
            _ = try await half(bench)
            let account = try account(bench)
            await #expect(throws: Refusal.declined) { try await bench.resume { $0.confirm = { _, _ in false } } }
            #expect(try self.account(bench) == account)
            await #expect(throws: Refusal.declined) {
                try await bench.apply(Inventory.rollout(1...2)) { $0.confirm = { _, _ in false } }
            }
            #expect(try self.account(bench) == account)
            await #expect(throws: Refusal.self) {
                try await bench.apply(Inventory.rollout(1...3)) { $0.expectedPlan = "another" }
            }
            #expect(try self.account(bench) == account)
        }
    }

    /// All that the run file says of the run, but for its time.
    private func account(_ bench: Bench) throws -> [String] {
        let file = try RunFile.openForReading(bench.runFilePath)
        return try file.read { db in
            try RunFileSchema.tables.flatMap { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \(table.name) ORDER BY id").map { "\(table.name) \($0)" }
            }
        }
    }

    @Test("the first reading and the first error survive resuming: the log only grows")
    func log() async throws {
        try await withBench { bench in
            _ = try await half(bench)
            let first = try entries(bench)
            #expect(first.map(\.step).prefix(2) == ["plan", "plan"])
            let failed = try #require(first.last { $0.connector == "c03" })
            #expect(failed.outcome == "failed" && failed.errorCode == "RATE_LIMIT_EXCEEDED")
            _ = try await bench.resume()
            let all = try entries(bench)
            #expect(all.prefix(first.count).map(\.step) == first.map(\.step))
            #expect(all.prefix(first.count).map(\.reason) == first.map(\.reason))
            let later = all.dropFirst(first.count)
            #expect(later.map(\.step) == ["reopen", "send", "settle"])
            #expect(later.map(\.from) == ["settled", "planned", "sent"])
            #expect(later.map(\.to) == ["planned", "sent", "settled"])
            #expect(later.map(\.session) == [2, 2, 2])
            #expect(all.last?.outcome == "updated")
        }
    }

    private func entries(_ bench: Bench) throws -> [LogEntry] {
        var entries: [LogEntry] = []
        try RunFile.openForReading(bench.runFilePath).forEachLogEntry { entries.append($0) }
        return entries
    }

    @Test("a change takes no step that its state does not allow, and nothing of it is recorded")
    func illegalStep() async throws {
        try await withBench { bench in
            _ = try await half(bench)
            let file = try RunFile.open(bench.runFilePath, creating: false)
            let places = [ChangePlace(id: 1, attempts: 1), ChangePlace(id: 2, attempts: 1)]
            for step in ChangeStep.allCases where ![.plan, .reopen, .verify, .overturn].contains(step) {
                var move = ChangeMove(step, outcome: .updated)
                let replanned = ["agent", "variant", "asr", "voice", "project", "environment"]
                if step == .replan { for name in replanned { move.values.updateValue(1, forKey: name) } }
                if [.resend, .unsend].contains(step) { move.values["count"] = 1 }
                let before = try count(file)
                #expect(throws: StepDefect.self, "\(step)") {
                    try file.write { db in try file.move(places, move, at: Date(), db) }
                }
                #expect(try count(file) == before)
            }
        }
    }

    private func count(_ file: RunFile) throws -> Int? {
        try file.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM event") }
    }

    @Test("one of an earlier version is looked at, and gone on with", arguments: RunFileSchema.migrator.migrations)
    func without(migration: String) async throws {
        try await withBench { bench in
            _ = try await half(bench)
            try putBack(bench.runFilePath, to: migration)
            #expect(try RunFile.openForReading(bench.runFilePath).status().record.finishedAt == nil)
            try putBack(bench.runFilePath, to: migration)
            let ending = try await bench.resume { $0.pipeline.foundLimit = { 8 } }
            #expect(ending.summary.end == .finished)
            #expect(Set(ending.outcomes) == ["updated", "rejected"])
            #expect(try RunFile.openForReading(bench.runFilePath).foundLimit() == 8)
        }
    }

    @Test("one of an earlier version that cannot be written is said to be that")
    func withoutWriting() async throws {
        try await withBench { bench in
            _ = try await half(bench)
            try putBack(bench.runFilePath, to: RunFileSchema.migrator.migrations[0])
            let lock = try FileLock.acquire(bench.runFilePath)
            let problem = #expect(throws: RunFileProblem.self) { _ = try RunFile.openForReading(bench.runFilePath) }
            #expect(problem?.code == .older)
            withExtendedLifetime(lock) {}
        }
    }

    /// Makes of a run file one that has been through the migrations up to this one.
    private func putBack(_ path: String, to migration: String) throws {
        let former = path + ".former"
        let database = try DatabaseQueue(path: former, configuration: Seals.configuration)
        try RunFileSchema.migrator.migrate(database, upTo: migration)
        try database.writeWithoutTransaction { db in
            try db.execute(
                sql: "PRAGMA application_id = \(RunFileSchema.applicationID); ATTACH ? AS source", arguments: [path])
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'grdb%'")
            for table in tables {
                let columns = try db.columns(in: table).map(\.name).filter { $0 != "seal" }.joined(separator: ", ")
                try db.execute(sql: "INSERT INTO main.\(table) (\(columns)) SELECT \(columns) FROM source.\(table)")
            }
            try db.execute(sql: "DETACH source; PRAGMA journal_mode = WAL")
        }
        try database.close()
        for side in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + side) }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: former, toPath: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    @Test("one of the version before is said to be that, and left as it is")
    func older() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path("a.patchbay")
        let database = try DatabaseQueue(path: path)
        try database.write { db in
            try db.execute(
                sql: """
                    PRAGMA application_id = \(RunFileSchema.applicationID);
                    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                    INSERT INTO grdb_migrations VALUES ('1: run, rows, changes'), ('2: x'), ('3: checksums');
                    CREATE TABLE run (id INTEGER PRIMARY KEY, sheetPath TEXT);
                    """)
        }
        try database.close()
        let before = try contents(path)
        for open in [
            { try RunFile.open(path, creating: true) }, { try RunFile.open(path, creating: false) },
            { try RunFile.openForReading(path) },
        ] {
            let problem = #expect(throws: RunFileProblem.self) { _ = try open() }
            #expect(problem?.code == .older)
            #expect(problem?.description.contains("was made by an earlier patchbay") == true)
        }
        #expect(try contents(path) == before)
    }
}
