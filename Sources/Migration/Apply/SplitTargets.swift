import AgentsAPI
import AgentsClient
import ForeignText
import GRDB
import Telephony

/// Looks again at connectors that numbers of a split one are to go to: they were chosen for being as the rows want
/// theirs, and somebody may have changed them since.
struct SplitTargets: Sendable {
    let file: RunFile
    let ledger: ChangeLedger
    let reader: AgentsReader

    /// Settles routings to connectors that are not as their rows want them any more. Throws `RunStop` when they cannot
    /// be read.
    func check() async throws {
        let routings = try await offPool { [file] _ in try file.splitRoutings() }
        for (agent, routings) in Dictionary(grouping: routings, by: \.agent).sorted(by: { $0.key < $1.key }) {
            let targets = Set(routings.map(\.target)).sorted()
            let connectors: [Connector]
            do {
                connectors = try await reader.existingConnectors(targets, of: agent, in: .forReading())
            } catch {
                throw RunStop(error)
            }
            let known = Dictionary(
                connectors.map { ($0.connectorId, $0) }, uniquingKeysWith: { first, _ in first })
            let drifted = try await offPool { [file] _ in
                try routings.compactMap { routing in try file.settlement(of: routing, known[routing.target]) }
            }
            try await ledger.settle(drifted)
        }
    }
}

/// A routing that takes a number off a connector which is split.
private struct SplitRouting: Sendable {
    let change: Change.ID
    let agent: AgentID
    let target: ConnectorID
    /// Of one of its rows, which want the same.
    let wish: Int64
}

extension RunFile {
    fileprivate func splitRoutings() throws -> [SplitRouting] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT change.id, change.agent, target.text, MIN(row.wish)
                    FROM change JOIN row ON row.change = change.id JOIN wish ON wish.id = row.wish
                        JOIN name AS target ON target.id = change.target
                    WHERE change.kind = \(ActionKind.routing.rawValue)
                        AND change.state = \(ChangeState.planned.rawValue)
                        AND wish.action = \(RowAction.change.rawValue) AND wish.target IS NULL
                    GROUP BY change.id
                    """
            ).map { row in
                SplitRouting(
                    change: row[0], agent: AgentID(rawValue: try names.text(of: row[1] as Int64, db)),
                    target: ConnectorID(rawValue: row[2]), wish: row[3])
            }
        }
    }

    /// Nil where the connector is as it was chosen for.
    fileprivate func settlement(of routing: SplitRouting, _ connector: Connector?) throws -> Settlement? {
        try read { db in
            let name = HarmlessText.make(routing.target.rawValue)
            let words: String
            if let connector {
                let missing = try wish(routing.wish, db).settings.reduced(against: connector)
                guard !missing.isEmpty else { return nil }
                let differences = connector.changes(to: missing.applied(to: connector))
                words = """
                    connector \(name), which \(differences.map(\.inWords).listed()), is not as the row wants it any more
                    """
            } else {
                words = "connector \(name) is gone"
            }
            return Settlement(
                change: try change(id: routing.change, db), outcome: .drifted,
                reason: .init(
                    message: "\(words): its number was to be routed there, and is left where it is."))
        }
    }
}

extension SettingChange {
    fileprivate var inWords: String {
        "has \(setting.rawValue) \(old.isEmpty ? "(none)" : HarmlessText.make(old))"
    }
}
