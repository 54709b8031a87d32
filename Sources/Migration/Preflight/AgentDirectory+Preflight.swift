import AgentsAPI
import AgentsClient
import Telephony

extension AgentDirectory {
    /// What is to be known, as far as the API tells. What it does not tell is unknown, and stops nothing.
    func preflight(_ needs: PreflightNeeds, _ policy: PreflightPolicy) async throws -> Preflight {
        var preflight = Preflight(policy: policy)
        for account in needs.accounts.sorted() {
            preflight.agents[account] = try await agents(of: account).map { KnownThings($0.map(NamedThing.init)) }
        }
        // Of those that the key does not see there is nothing to be asked.
        let unseen = needs.deployments.filter { !preflight.mayExist($0) }
        for agent in needs.variants.subtracting(unseen).sorted() {
            preflight.variants[agent] = try await variants(of: agent).map { KnownThings($0.map(NamedThing.init)) }
        }
        for agent in needs.deployments.subtracting(unseen).sorted() {
            preflight.deployments[agent] = try await deployments(of: agent)
        }
        return preflight
    }
}
