import AgentsAPI
import AgentsClient
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Migration

@Suite("Removing a run file") struct RemovalTests {
    enum Kind: CaseIterable {
        case damaged, cutOff, older, newer, withoutItsLog, empty
    }

    @Test("one that cannot be read is removed too, with what is beside it", arguments: Kind.allCases)
    func unreadable(kind: Kind) async throws {
        try await withBench { bench in
            let path = bench.runFilePath
            try await make(kind, bench)
            do {
                let removal = try Removal.of(path)
                guard case .unreadable(let problem) = removal.account else {
                    Issue.record("The run was read.")
                    return
                }
                #expect(problem.code == code(of: kind))
                #expect(throws: RunFileProblem.locked(path)) { try Removal.of(path) }
                try removal.remove()
            }
            #expect(try bench.scratch.names.filter { $0.hasPrefix("numbers.patchbay") } == [])
        }
    }

    @Test("what is no run file stays, also when it is a database that was cut off")
    func foreign() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path("notes.db")
        try scratch.write("My notes.\n", to: "notes.txt")
        let database = try DatabaseQueue(path: path)
        try database.write { db in
            try db.execute(sql: "CREATE TABLE note (text TEXT); INSERT INTO note VALUES (zeroblob(20000))")
        }
        try database.close()
        let whole = try contents(path)
        for bytes in [whole, whole.dropLast(100), whole.prefix(50)] {
            try bytes.write(to: URL(fileURLWithPath: path))
            #expect(throws: RunFileProblem.self) { try Removal.of(path) }
            #expect(try contents(path) == bytes)
        }
        #expect(throws: RunFileProblem.self) { try Removal.of(scratch.path("notes.txt")) }
        #expect(throws: RunFileProblem.self) { try Removal.of(scratch.path("none")) }
        #expect(try scratch.names == ["notes.db", "notes.txt"])
    }

    @Test("of a link, the file that it names goes too")
    func link() async throws {
        try await withBench { bench in
            let real = try ScratchDirectory()
            try await stop(bench)
            try FileManager.default.moveItem(atPath: bench.runFilePath, toPath: real.path("kept.patchbay"))
            try FileManager.default.createSymbolicLink(
                atPath: bench.runFilePath, withDestinationPath: real.path("kept.patchbay"))
            try Removal.of(bench.runFilePath).remove()
            #expect(try real.names == [])
            #expect(try bench.scratch.names == ["numbers.csv", "numbers.results.csv"])
        }
    }

    @Test("whether it has sent anything is told from what it did, not from what was agreed to")
    func hasSent() async throws {
        try await withBench { bench in
            let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            for refused in [APIOperation.getConnectors, .updateConnectors] {
                _ = try await bench.apply(Inventory.rollout(1...2)) {
                    $0.pipeline.now = { now.withLock { $0 } }
                    // Long enough for everything to be read again.
                    $0.confirm = { _, _ in
                        now.withLock { $0 += 3_600 }
                        return true
                    }
                    $0.treat = { $0.operation == refused ? .refuse(401, .invalidToken) : .pass }
                }
                guard case .run(_, let hasSent) = try Removal.of(bench.runFilePath).account else {
                    Issue.record("The run was not read.")
                    return
                }
                #expect(hasSent == (refused == .updateConnectors))
            }
        }
    }

    private func code(of kind: Kind) -> RunFileProblem.Code {
        switch kind {
        case .damaged, .cutOff: .damaged
        case .older: .older
        case .newer: .newer
        case .withoutItsLog: .apart
        case .empty: .empty
        }
    }

    private func make(_ kind: Kind, _ bench: Bench) async throws {
        let place = URL(fileURLWithPath: bench.runFilePath)
        if kind == .empty { return try Data().write(to: place) }
        try await stop(bench)
        let bytes = try contents(place.path)
        switch kind {
        case .damaged: try (bytes.prefix(4_096) + Data(repeating: 0x55, count: bytes.count - 4_096)).write(to: place)
        case .cutOff: try bytes.dropLast(1_000).write(to: place)
        case .older: try execute("INSERT INTO grdb_migrations VALUES ('1: run, rows, changes')", bench)
        case .newer: try execute("INSERT INTO grdb_migrations VALUES ('99: something to come')", bench)
        case .withoutItsLog:
            var copy = Data()
            do {
                let file = try RunFile.open(place.path, creating: false)
                try file.beginApart()
                copy = try contents(place.path)
                withExtendedLifetime(file) {}
            }
            try copy.write(to: place)
        case .empty: return
        }
    }

    /// Leaves an unfinished run.
    private func stop(_ bench: Bench) async throws {
        let ending = try await bench.apply(Inventory.rollout(1...2)) {
            $0.treat = { $0.operation == .updateConnectors ? .refuse(401, .invalidToken) : .pass }
        }
        #expect(ending.summary.canBeResumed)
    }

    private func execute(_ sql: String, _ bench: Bench) throws {
        let database = try DatabaseQueue(path: bench.runFilePath)
        try database.write { try $0.execute(sql: sql) }
        try database.close()
    }
}
