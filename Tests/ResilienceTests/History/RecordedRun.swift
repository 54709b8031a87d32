import AgentsAPI
import Foundation
import GRDB
import Migration
import Telephony
import TestSupport

/// What a run file says, read with queries of its own and from a copy, so that the file stays exactly as it was found.
struct RecordedRun {
    /// What was planned for one connector, and what became of it.
    struct Change: Recorded {
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

    /// The same of a number.
    struct NumberChange: Recorded {
        var agent: AgentID
        var number: String
        var demand: Demand
        var state: String
        var outcome: String?
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
    var numberChanges: [NumberChange]

    /// Nil when there is no file, or a run that was killed before its sheet was in it, all at once.
    init?(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let scratch = try ScratchDirectory()
        try RunFileCopy.make(of: path, at: scratch.path("copy"))
        let database = try DatabaseQueue(path: scratch.path("copy"))
        let content = try database.read(Self.content)
        try database.close()
        guard let content else { return nil }
        (isPlanned, rows, changes, numberChanges) = content
    }

    private static func content(_ db: Database) throws -> (Bool, [Row], [Int64: Change], [NumberChange])? {
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
        let numberChanges = try GRDB.Row.fetchAll(
            db, sql: "SELECT * FROM change WHERE state <> 4 AND kind <> 0"
        ).map { NumberChange($0, names) }
        return (stage != "staged", try rows(db), changes, numberChanges)
    }

    private static func rows(_ db: Database) throws -> [Row] {
        let changes = try GRDB.Row.fetchAll(db, sql: "SELECT id, state, outcome FROM change")
        let outcomes = Dictionary(
            uniqueKeysWithValues: changes.map { row in
                let isSent = row["state"] as Int == 2
                return (row["id"] as Int64, row["outcome"] as String? ?? (isSent ? "unknown" : "not_attempted"))
            })
        let steps = Dictionary(
            grouping: try GRDB.Row.fetchAll(db, sql: "SELECT row, change FROM step ORDER BY id"),
            by: { $0["row"] as Int64 }
        ).mapValues { $0.map { outcomes[$0["change"]] ?? "" } }
        return try GRDB.Row.fetchAll(
            db,
            sql: """
                SELECT row.id, row.line, row.change, verdict.outcome AS outcome
                FROM row LEFT JOIN verdict ON verdict.id = row.verdict ORDER BY row.id
                """
        ).map { row in
            let last = (row["change"] as Int64?).flatMap { outcomes[$0] } ?? "not_attempted"
            return Row(
                line: row["line"],
                outcome: row["outcome"] ?? outcome(steps: steps[row["id"]] ?? [], last: last), change: row["change"])
        }
    }

    /// A row ends as the first of its steps that did not end well; and is done when any of them did something.
    private static func outcome(steps: [String], last: String) -> String {
        let broken = steps.first { !["updated", "unchanged"].contains($0) }
        return broken ?? (last == "unchanged" && steps.contains("updated") ? "updated" : last)
    }

    func changes(of connector: ConnectorID) -> [Change] { changes.values.filter { $0.connector == connector } }

    func changes(of subject: Subject) -> [any Recorded] {
        subject.connector.map(changes) ?? numberChanges.filter { $0.number == subject.id }
    }
}

/// What was planned of something, and what became of it.
protocol Recorded {
    var agent: AgentID { get }
    var demand: Demand { get }
    /// `planned`, `sent` or `settled`.
    var state: String { get }
    var outcome: String? { get }
    /// Whether it was sent without an answer, and read as before later.
    var mayHaveArrived: Bool { get }
}

extension RecordedRun.Change {
    var demand: Demand { .settings(settings) }
}

extension RecordedRun.NumberChange {
    fileprivate init(_ row: Row, _ names: [Int64: String]) {
        func name(_ column: String) -> String { (row[column] as Int64?).flatMap { names[$0] } ?? "" }
        agent = AgentID(rawValue: name("agent"))
        number = PhoneNumber(value: UInt64(row["number"] as Int64))?.description ?? ""
        demand =
            switch row["kind"] as Int64 {
            case 1: .routing(ConnectorID(rawValue: name("target")))
            case 2: .importing(ClientEnvironment(rawValue: name("environment")))
            default: .release
            }
        state = [1: "planned", 2: "sent", 3: "settled"][row["state"] as Int] ?? ""
        outcome = row["outcome"]
        mayHaveArrived = row["mayHaveArrived"]
    }
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
