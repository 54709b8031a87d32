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

    /// What it leaves out is what connectors name and where they are.
    func plant(_ account: AccountSeed) throws {
        let described = Dictionary(uniqueKeysWithValues: account.agents.map { ($0.id, $0) })
        let projects = try database.all("SELECT id FROM project", [], as: { AgentID(rawValue: $0["id"]) })
        for project in projects {
            let agent = described[project]
            try database.run(
                "INSERT INTO agent_name (project_id, name) VALUES (?, ?)",
                [project.rawValue, agent?.name ?? project.rawValue])
            if let variants = agent?.variants {
                for variant in variants { try plant(variant, of: project) }
            } else {
                try database.run(
                    """
                    INSERT INTO variant (project_id, id, name, is_default)
                    SELECT DISTINCT project_id, variant_id, variant_id, 0 FROM connector
                    WHERE project_id = ? AND variant_id <> ''
                    """, [project.rawValue])
            }
            if let deployments = agent?.deployments {
                for environment in deployments {
                    try database.run(
                        "INSERT INTO deployment (project_id, client_env) VALUES (?, ?)",
                        [project.rawValue, environment.rawValue])
                }
            } else {
                try database.run(
                    """
                    INSERT INTO deployment (project_id, client_env)
                    SELECT DISTINCT project_id, client_env FROM connector WHERE project_id = ?
                    """, [project.rawValue])
            }
        }
    }

    private func plant(_ variant: AccountSeed.Variant, of project: AgentID) throws {
        try database.run(
            "INSERT OR REPLACE INTO variant (project_id, id, name, is_default) VALUES (?, ?, ?, ?)",
            [project.rawValue, variant.id.rawValue, variant.name, variant.isDefault])
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
