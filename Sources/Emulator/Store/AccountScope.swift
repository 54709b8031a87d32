import AgentsAPI
import GRDB
import Telephony

/// What an account has, as one key may see it, inside one transaction.
struct AccountScope {
    let database: Database
    let account: AccountID
    private let reachesAll: Bool
    private let key: String

    /// Refuses a key that is gone, and an account that does not exist or of which the key reaches nothing.
    init(_ database: Database, account: AccountID, key: String) throws {
        (self.database, self.account, self.key) = (database, account, key)
        let reach = try database.first("SELECT reaches_all FROM api_key WHERE value = ?", [key]) { row in
            row["reaches_all"] as Bool
        }
        guard let reach else { throw Refusal.unknownKey }
        reachesAll = reach
        guard try database.hasRow("SELECT 1 FROM account WHERE id = ?", [account.rawValue]) else {
            throw Refusal.noSuchAccount(account)
        }
        if try agents().agents.isEmpty { throw Refusal.outOfReach(account) }
    }

    func agents() throws -> AgentList {
        try AgentList(
            agents: database.all(
                """
                SELECT project.id AS id, ifnull(agent_name.name, project.id) AS name
                FROM project LEFT JOIN agent_name ON agent_name.project_id = project.id
                WHERE account_id = ?1 AND (?2 OR EXISTS (
                    SELECT 1 FROM api_key_project WHERE key_value = ?3 AND project_id = project.id))
                ORDER BY project.id
                """, [account.rawValue, reachesAll, key],
                as: { row in
                    AgentSummary(
                        accountId: account, agentId: AgentID(rawValue: row["id"]), agentName: row["name"])
                }))
    }
}

extension AgentScope {
    func variants(onBranch branch: String) throws -> VariantList {
        try requireDescription()
        guard branch == Branch.main else { throw Refusal.noSuchBranch(branch) }
        return try VariantList(
            variants: database.all(
                "SELECT id, name, is_default FROM variant WHERE project_id = ? ORDER BY id", [agent.rawValue],
                as: { row in
                    Variant(id: VariantID(rawValue: row["id"]), name: row["name"], isDefault: row["is_default"])
                }))
    }

    func activeDeployments() throws -> ActiveDeployments {
        try requireDescription()
        let environments = try database.all(
            "SELECT client_env FROM deployment WHERE project_id = ?", [agent.rawValue],
            as: { ClientEnvironment(rawValue: $0["client_env"]) })
        let active = Set(environments)
        return ActiveDeployments(active: active, inactive: Set(ClientEnvironment.known).subtracting(active))
    }

    /// An inventory alone does not say what an agent has besides connectors and numbers, so nothing is answered that
    /// might be false.
    private func requireDescription() throws {
        guard try database.hasRow("SELECT 1 FROM agent_name WHERE project_id = ?", [agent.rawValue]) else {
            throw Refusal.notDescribed(agent)
        }
    }
}
