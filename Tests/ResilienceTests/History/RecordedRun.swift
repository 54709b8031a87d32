import AgentsAPI
import Foundation
import GRDB
import Migration
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
        let names = Dictionary(
            uniqueKeysWithValues: try GRDB.Row.fetchAll(db, sql: "SELECT id, text FROM name").map {
                ($0[0] as Int64, $0[1] as String)
            })
        var connectors: [Int64: Connector] = [:]
        for row in try GRDB.Row.fetchAll(db, sql: "SELECT * FROM connector WHERE project IS NOT NULL") {
            connectors[row["id"]] = Connector(row, names)
        }
        var changes: [Int64: Change] = [:]
        for row in try GRDB.Row.fetchAll(db, sql: "SELECT * FROM change WHERE state <> 4 AND kind = 0") {
            changes[row["id"]] = try Change(row, names, connectors)
        }
        return (stage != "staged", try rows(db), changes)
    }

    private static func rows(_ db: Database) throws -> [Row] {
        try GRDB.Row.fetchAll(
            db,
            sql: """
                SELECT row.line, row.change, coalesce(verdict.outcome, change.outcome,
                    iif(change.state = 2, 'unknown', 'not_attempted')) AS outcome
                FROM row LEFT JOIN change ON change.id = row.change LEFT JOIN verdict ON verdict.id = row.verdict
                ORDER BY row.id
                """
        ).map { Row(line: $0["line"], outcome: $0["outcome"], change: $0["change"]) }
    }

    func changes(of connector: ConnectorID) -> [Change] { changes.values.filter { $0.connector == connector } }
}

extension RecordedRun.Change {
    fileprivate init(_ row: Row, _ names: [Int64: String], _ connectors: [Int64: Connector]) throws {
        func name(_ column: String) -> String? { (row[column] as Int64?).map { names[$0] ?? "" } }
        func reading(_ column: String) -> Connector? { (row[column] as Int64?).flatMap { connectors[$0] } }
        guard let before = reading("before") else { throw NoBefore(change: row["id"]) }
        agent = AgentID(rawValue: name("agent") ?? "")
        self.before = before
        connector = before.connectorId
        settings = [:]
        settings[.variantID] = name("variant")
        settings[.asrLangCode] = name("asr")
        settings[.voiceName] = name("voice")
        settings[.projectID] = name("project")
        state = [1: "planned", 2: "sent", 3: "settled"][row["state"] as Int] ?? ""
        outcome = row["outcome"]
        after = reading("after")
        if after == nil, outcome == "updated" || outcome == "unchanged" { after = before.with(settings) }
        attempts = row["attempts"]
        mayHaveArrived = row["mayHaveArrived"]
    }
}

/// A change whose connector is not in the run file.
private struct NoBefore: Error {
    let change: Int64
}

extension Connector {
    fileprivate init(_ row: Row, _ names: [Int64: String]) {
        func name(_ column: String) -> String { names[row[column]] ?? "" }
        self.init(
            connectorId: ConnectorID(rawValue: row["name"]), name: row["label"],
            accountId: AccountID(rawValue: name("account")), projectId: AgentID(rawValue: name("project")),
            clientEnv: ClientEnvironment(rawValue: name("environment")),
            variantId: VariantID(rawValue: name("variant")), asrLangCode: name("asr"), ttsLangCode: name("tts"),
            voiceName: name("voice"), disableHandoff: row["disableHandoff"])
    }

    /// What is stored of a change that was made as asked is only that it was.
    fileprivate func with(_ settings: Settings) -> Connector {
        var connector = self
        if let variant = settings[.variantID] { connector.variantId = VariantID(rawValue: variant) }
        if let language = settings[.asrLangCode] { connector.asrLangCode = language }
        if let voice = settings[.voiceName] { connector.voiceName = voice }
        if let project = settings[.projectID] { connector.projectId = AgentID(rawValue: project) }
        return connector
    }
}
