import Foundation
import GRDB
import TestSupport
import Testing

@testable import Migration

@Suite("Statements when the program is asked to end")
struct InterruptedStatementTests {
    /// Counts to so many, which takes SQLite some seconds for a hundred million.
    private static func count(to last: Int) -> String {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(last)) SELECT COUNT(*) FROM n"
    }

    private func count(to last: Int, in file: RunFile) throws -> Int? {
        try file.read { db in try Int.fetchOne(db, sql: Self.count(to: last)) }
    }

    @Test("one that would go on for long ends while a session is prepared, and what was prepared is void")
    func preparing() throws {
        let scratch = try ScratchDirectory()
        let file = try RunFile.open(scratch.path("r.patchbay"), creating: true)
        try file.prepare(at: Date(timeIntervalSince1970: 0))
        file.interruption.ask()
        #expect(throws: CancellationError.self) { try count(to: 1_000_000_000, in: file) }
        #expect(throws: CancellationError.self) {
            try file.write { db in
                try db.execute(sql: "INSERT INTO name (text) SELECT * FROM (\(Self.count(to: 1_000_000_000)))")
            }
        }
        file.dropPrepared()
        #expect(try file.read { db in try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM session") } == 0)
    }

    @Test("every one is carried out once the session is agreed to, or was given up")
    func agreed() throws {
        let scratch = try ScratchDirectory()
        for end in [{ try $0.keepPrepared() }, { $0.dropPrepared() }] as [(RunFile) throws -> Void] {
            let file = try RunFile.open(scratch.path("\(UUID().uuidString).patchbay"), creating: true)
            try file.prepare(at: Date(timeIntervalSince1970: 0))
            try end(file)
            file.interruption.ask()
            #expect(try count(to: 1_000_000, in: file) == 1_000_000)
        }
    }

    @Test("a session that was not asked to end is prepared to its end")
    func unasked() throws {
        let file = try RunFile.scratch()
        #expect(try count(to: 1_000_000, in: file) == 1_000_000)
        file.interruption.ask()
        #expect(throws: CancellationError.self) { try count(to: 1_000_000, in: file) }
    }
}
