import AgentsAPI
import Emulator
import Foundation
import GRDB
import HTTPTypes
import HummingbirdTesting
import Telephony
import Testing

@Suite("State on a file")
struct PersistenceTests {
    @Test("a second start goes on where the first ended, without sowing again")
    func reopened() async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending(path: "state.db").path
            try await withAPI(.router) {
                $0.database = path
            } _: { api, _ in
                _ = try await api.send(.delete, "/connectors/front")
                _ = try await api.send(.patch, "/connectors/back", #"{"projectId":"PARTNER"}"#)
            }
            try await withAPI(.router) {
                $0.database = path
            } _: { api, store in
                let state = try await store.snapshot()
                #expect(state.connectors.map(\.connectorId) == ["back", "help"])
                #expect(try await api.about(Fixture.partner).send(.get, "/connectors/back").status == 200)
                var configuration = try Fixture.configuration()
                configuration.database = path
                #expect(try await !Emulator(configuration).isFreshlySeeded)
                #expect(try await api.by("sales-only").about(Fixture.partner).send(.get, "/connectors").status == 403)
            }
        }
    }

    @Test("what was answered is on the disk: a copy of the files taken mid-service holds it")
    func killed() async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending(path: "state.db").path
            let copy = directory.appending(path: "copy.db").path
            try await withAPI(.router) {
                $0.database = path
            } _: { api, store in
                _ = try await api.send(.delete, "/connectors/front")
                for suffix in ["", "-wal"] {
                    try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
                }
                #expect(try await EmulatorStore(path: copy).snapshot() == store.snapshot())
            }
        }
    }

    @Test("a file that is not ours is refused and left as it was", arguments: [false, true])
    func foreign(isDatabase: Bool) async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending(path: "other.db").path
            if isDatabase {
                try await DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE row (id INTEGER)") }
            } else {
                try String(repeating: "not a database ", count: 100).write(
                    toFile: path, atomically: true, encoding: .utf8)
            }
            let before = try Data(contentsOf: URL(filePath: path))
            #expect(throws: EmulatorProblem.databaseForeign(path: path)) { try EmulatorStore(path: path) }
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test("a state that somebody made up is not looked into")
    func forged() async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending(path: "state.db").path
            do { _ = try EmulatorStore(path: path) }
            let database = try DatabaseQueue(path: path)
            try await database.write { db in
                try db.execute(
                    sql: """
                        DROP TABLE grdb_migrations;
                        CREATE VIEW grdb_migrations AS WITH RECURSIVE endless(identifier) AS (
                            SELECT 'x' UNION ALL SELECT identifier FROM endless) SELECT identifier FROM endless
                        """)
            }
            try database.close()
            #expect(throws: EmulatorProblem.databaseForeign(path: path)) { try EmulatorStore(path: path) }
        }
    }

    @Test("a database of a newer version is refused")
    func newer() async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending(path: "state.db").path
            _ = try EmulatorStore(path: path)
            try await DatabaseQueue(path: path).write {
                try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: from the future')")
            }
            #expect(throws: EmulatorProblem.databaseNewer(path: path)) { try EmulatorStore(path: path) }
        }
    }

    @Test("a place that cannot be written to is answered with a sentence")
    func unreachable() {
        let problem = #expect(throws: EmulatorProblem.self) { try EmulatorStore(path: "/nowhere/state.db") }
        #expect(problem == .databaseUnreachable(path: "/nowhere/state.db"))
        #expect(problem?.description.hasPrefix("The database /nowhere/state.db cannot be opened") == true)
    }

    @Test("is its owner's alone, and not opened where somebody could have changed it", arguments: ["journal", "mode"])
    func untrusted(_ kind: String) async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending(path: "state.db").path
            var configuration = try Fixture.configuration()
            configuration.database = path
            _ = try await Emulator(configuration)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            if kind == "journal" {
                try Data("planted".utf8).write(to: URL(fileURLWithPath: path + "-journal"))
            } else {
                try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
            }
            let problem = await #expect(throws: EmulatorProblem.self) { _ = try await Emulator(configuration) }
            guard case .databaseUntrusted(path, _)? = problem else {
                Issue.record("\(String(describing: problem))")
                return
            }
            #expect(FileManager.default.fileExists(atPath: path + "-journal") == (kind == "journal"))
        }
    }
}
