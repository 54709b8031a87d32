package import Telephony

/// An agent as its account lists it; the API calls it a project, too.
package struct AgentSummary: Hashable, Sendable {
    package var accountId: AccountID
    package var agentId: AgentID
    package var agentName: String

    package init(accountId: AccountID, agentId: AgentID, agentName: String) {
        (self.accountId, self.agentId, self.agentName) = (accountId, agentId, agentName)
    }
}

/// The answer of `GET /v1/accounts/{accountId}/agents`, which is a bare array.
package struct AgentList: Hashable, Sendable {
    package var agents: [AgentSummary]

    package init(agents: [AgentSummary]) { self.agents = agents }
}

/// A branch of an agent. The API does not document what it says of one.
package struct Branch: Hashable, Sendable {
    package static let main = "main"

    package var branchId: String
    package var branchName: String

    package init(branchId: String, branchName: String) { (self.branchId, self.branchName) = (branchId, branchName) }
}

/// The answer of `GET /v1/agents/{agentId}/branches`.
package struct BranchList: Hashable, Sendable {
    package var branches: [Branch]

    package init(branches: [Branch]) { self.branches = branches }
}

/// A variant of an agent as a branch has it. Whether it was published to an environment is not said.
package struct Variant: Hashable, Sendable {
    package var id: VariantID
    package var name: String
    package var isDefault: Bool

    package init(id: VariantID, name: String, isDefault: Bool = false) {
        (self.id, self.name, self.isDefault) = (id, name, isDefault)
    }
}

/// The answer of `GET /v1/agents/{agentId}/branches/{branchId}/variants`.
package struct VariantList: Hashable, Sendable {
    package var variants: [Variant]

    package init(variants: [Variant]) { self.variants = variants }
}

/// The answer of `GET /v1/agents/{agentId}/deployments/active`. Of an environment that it does not name, nothing is
/// known.
package struct ActiveDeployments: Hashable, Sendable {
    /// Where something of the agent answers calls.
    package var active: Set<ClientEnvironment>
    /// Where nothing does.
    package var inactive: Set<ClientEnvironment>

    package init(active: Set<ClientEnvironment>, inactive: Set<ClientEnvironment>) {
        (self.active, self.inactive) = (active, inactive)
    }
}
