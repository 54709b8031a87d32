import AgentsAPI
import GRDB
import Telephony

extension RunFile {
    /// All that the rows of a change want of its connector, also what it had already when the plan was made.
    func desire(of change: Change) throws -> ConnectorPatch {
        try read { db in try Self.desire(of: change, db) }
    }

    static func desire(of change: Change, _ db: Database) throws -> ConnectorPatch {
        let texts = try String.fetchAll(
            db, sql: "SELECT DISTINCT desired FROM row WHERE change = ?", arguments: [change.id])
        return try texts.reduce(change.patch) { patch, text in
            patch.filled(by: try StoredJSON.value(ConnectorPatch.self, text))
        }
    }

    /// Replaces what a change that is about to be sent begins with and asks for.
    func replan(_ change: Change) throws {
        try write { db in
            try Self.update(
                [change], db, "SET agent = :agent, before = :before, patch = :patch",
                [
                    "agent": change.agent.rawValue, "before": try StoredJSON.text(change.before),
                    "patch": try StoredJSON.text(change.patch),
                ])
        }
    }

    /// The connectors that the sheet names, itself or by their numbers.
    func namedConnectorCount() throws -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) FROM (
                        SELECT DISTINCT ifnull(change.connector, connector.id) AS id, ifnull(change.agent, connector.agent)
                        FROM row LEFT JOIN change ON change.id = row.change
                            LEFT JOIN connector ON connector.agent = row.connectorAgent AND connector.id = row.connector
                        WHERE ifnull(change.connector, connector.id) IS NOT NULL)
                    """) ?? 0
        }
    }
}

extension ConnectorPatch {
    /// This patch with the settings that only the other one names.
    func filled(by other: ConnectorPatch) -> ConnectorPatch {
        ConnectorPatch(
            variantId: variantId == .leave ? other.variantId : variantId,
            asrLangCode: asrLangCode ?? other.asrLangCode, voiceName: voiceName ?? other.voiceName,
            projectId: projectId ?? other.projectId)
    }
}
