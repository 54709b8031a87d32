import GRDB
import Telephony

/// One agent as one key may see it, inside one transaction.
///
/// Every query of the telephony part hangs off a scope, so none can skip the check of key and project.
struct AgentScope {
    let database: Database
    let agent: AgentID
    let changes = Changes()
    private let key: String

    /// Refuses a key that is gone, an agent that does not exist, and an agent that the key does not reach.
    init(_ database: Database, agent: AgentID, key: String) throws {
        self.database = database
        self.agent = agent
        self.key = key
        _ = try account(of: agent)
    }

    /// The account of a project that exists and that the key reaches.
    func account(of project: AgentID) throws -> AccountID {
        guard
            let (reached, account) = try database.first(
                """
                SELECT api_key.reaches_all OR EXISTS (
                    SELECT 1 FROM api_key_project WHERE key_value = api_key.value AND project_id = ?1
                ) AS reached, (SELECT account_id FROM project WHERE id = ?1) AS account
                FROM api_key WHERE value = ?2
                """, [project.rawValue, key], as: { row -> (Bool, String?) in (row["reached"], row["account"]) })
        else { throw Refusal.unknownKey }
        guard let account else { throw Refusal.noSuchProject(project) }
        guard reached else { throw Refusal.outOfReach(project) }
        return AccountID(rawValue: account)
    }
}

/// What a transaction has changed so far.
final class Changes {
    /// Those that are not as they were, in the order of the changes.
    var connectors: [ConnectorID] = []
    var numbers: [String] = []
}
