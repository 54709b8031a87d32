import AgentsAPI
import AgentsClient
import Telephony

extension AgentDirectory {
    /// What is to be known, as far as the API tells. What it does not tell is unknown, and stops nothing.
    func preflight(_ needs: PreflightNeeds, _ policy: PreflightPolicy) async throws -> Preflight {
        var preflight = Preflight(policy: policy)
        for (account, own) in needs.accounts.sorted(by: { $0.key < $1.key }) {
            preflight.agents[account] = try await agents(of: account).flatMap { known in
                // A list that lacks what was just read is not all of it.
                own.sorted().first { !known.has($0.rawValue) }.map { .failure(.listLacks($0)) } ?? .success(known)
            }
        }
        // Of those that the key does not see there is nothing to be asked.
        let unseen = needs.deployments.filter { !preflight.mayExist($0) }
        for agent in needs.variants.subtracting(unseen).sorted() {
            preflight.variants[agent] = try await variants(of: agent)
        }
        for agent in needs.deployments.subtracting(unseen).sorted() {
            preflight.deployments[agent] = try await deployments(of: agent)
        }
        return preflight
    }
}

extension ClientFailure {
    fileprivate static func listLacks(_ agent: AgentID) -> Self {
        Self(
            .unreadable(.partial("the account's list of agents lacks \(agent), which has connectors in it")),
            of: .listAgents, mayHaveBeenApplied: false)
    }
}
