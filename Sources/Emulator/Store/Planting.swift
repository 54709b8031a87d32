import AgentsAPI
import GRDB
import Telephony

/// Puts what the emulator starts with into the tables, in the transaction that `database` is in.
struct Planting {
    let database: Database

    func plant(_ entries: [InventoryEntry]) throws {
        var projects: Set<AgentID> = []
        var connectors: Set<ConnectorID> = []
        for entry in entries {
            let (project, account) = entry.project
            if projects.insert(project).inserted { try plantProject(project, of: account) }
            if let connector = entry.connector, connectors.insert(connector.connectorId).inserted {
                try plant(connector)
            }
            switch entry.content {
            case .number(let number, let connector):
                try plantNumber(number, connector.projectId, connector.clientEnv, connector.connectorId)
            case .unroutedNumber(let number, let project, _, let environment):
                try plantNumber(number, project, environment, nil)
            case .connector, .project:
                break
            }
        }
    }

    func plant(_ key: AccessKey) throws {
        try database.run("DELETE FROM api_key WHERE value = ?", [key.value])
        try database.run("INSERT INTO api_key (value, reaches_all) VALUES (?, ?)", [key.value, key.projects == nil])
        for project in Set(key.projects ?? []) {
            try database.run(
                "INSERT INTO api_key_project (key_value, project_id) VALUES (?, ?)", [key.value, project.rawValue])
        }
    }

    private func plantProject(_ project: AgentID, of account: AccountID) throws {
        try database.run("INSERT OR IGNORE INTO account (id) VALUES (?)", [account.rawValue])
        try database.run(
            "INSERT OR IGNORE INTO project (id, account_id) VALUES (?, ?)", [project.rawValue, account.rawValue])
    }

    private func plant(_ connector: Connector) throws {
        try database.run(
            """
            INSERT OR IGNORE INTO connector (id, project_id, client_env, name, variant_id, asr_lang_code,
                tts_lang_code, voice_name, disable_handoff)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                connector.connectorId.rawValue, connector.projectId.rawValue, connector.clientEnv.rawValue,
                connector.name, connector.variantId.rawValue, connector.asrLangCode, connector.ttsLangCode,
                connector.voiceName, connector.disableHandoff,
            ])
    }

    private func plantNumber(
        _ number: String, _ project: AgentID, _ environment: ClientEnvironment, _ connector: ConnectorID?
    ) throws {
        try database.run(
            "INSERT INTO phone_number (number, project_id, client_env, connector_id) VALUES (?, ?, ?, ?)",
            [number, project.rawValue, environment.rawValue, connector?.rawValue])
    }
}
