import AgentsAPI
import Foundation
import GRDB
import Telephony
import TestSupport

/// What a run file says, read with queries of its own and from a copy, so that the file stays exactly as it was found.
struct RecordedRun {
    /// What was planned for one connector, and what became of it.
    struct Change {
        var agent: AgentID
        var connector: ConnectorID
        var settings: Settings
        /// As the connector was when it was planned.
        var before: Connector
        /// As it was seen last.
        var after: Connector?
        /// `planned`, `sent` or `settled`.
        var state: String
        var outcome: String?
        var attempts: Int
        /// Whether it was sent without an answer, and read as before later.
        var mayHaveArrived: Bool
    }

    struct Row {
        var line: Int
        var outcome: String
        /// The change that serves it.
        var change: Int64?
    }

    /// Whether the connectors were found and the plan was made.
    var isPlanned: Bool
    /// In the sheet's order.
    var rows: [Row]
    var changes: [Int64: Change]

    /// Nil when there is no file, or a run that was killed before its sheet was in it, all at once.
    init?(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let scratch = try ScratchDirectory()
        try RunFileCopy.make(of: path, at: scratch.path("copy"))
        let database = try DatabaseQueue(path: scratch.path("copy"))
        let content = try database.read(Self.content)
        try database.close()
        guard let content else { return nil }
        (isPlanned, rows, changes) = content
    }

    private static func content(_ db: Database) throws -> (Bool, [Row], [Int64: Change])? {
        guard try db.tableExists("run"), let stage = try String.fetchOne(db, sql: "SELECT stage FROM run") else {
            return nil
        }
        var changes: [Int64: Change] = [:]
        for row in try GRDB.Row.fetchAll(db, sql: "SELECT * FROM change") { changes[row["id"]] = try Change(row) }
        return (stage != "staged", try rows(db), changes)
    }

    private static func rows(_ db: Database) throws -> [Row] {
        try GRDB.Row.fetchAll(
            db,
            sql: """
                SELECT row.line, row.change, coalesce(row.outcome, change.outcome,
                    iif(change.state = 'sent', 'unknown', 'not_attempted')) AS outcome
                FROM row LEFT JOIN change ON change.id = row.change ORDER BY row.id
                """
        ).map { Row(line: $0["line"], outcome: $0["outcome"], change: $0["change"]) }
    }

    func changes(of connector: ConnectorID) -> [Change] { changes.values.filter { $0.connector == connector } }
}

extension RecordedRun.Change {
    fileprivate init(_ row: Row) throws {
        func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
            try JSONDecoder().decode(type, from: Data(text.utf8))
        }
        agent = AgentID(rawValue: row["agent"])
        connector = ConnectorID(rawValue: row["connector"])
        settings = Settings(try value(ConnectorPatch.self, row["patch"]))
        before = try value(Connector.self, row["before"])
        after = try (row["after"] as String?).map { try value(Connector.self, $0) }
        state = row["state"]
        outcome = row["outcome"]
        attempts = row["attempts"]
        mayHaveArrived = row["mayHaveArrived"]
    }
}
