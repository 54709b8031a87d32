import AgentsAPI
import AgentsClient
import Telephony

/// Asks once for each thing that is to be known. What the API does not tell is unknown, and stops nothing.
struct PreflightReader: Sendable {
    let reader: AgentsReader
    let progress: @Sendable (_ requestsAnswered: Int) -> Void

    func read(_ needs: PreflightNeeds, _ policy: PreflightPolicy) async throws -> Preflight {
        var preflight = Preflight(policy: policy)
        for account in needs.accounts.sorted() {
            preflight.agents[account] = try await known { () async throws(ClientFailure) in
                try await reader.agents(of: account)
            }
        }
        // Of those that the key does not see there is nothing to be asked.
        let unseen = needs.deployments.filter { !preflight.mayExist($0) }
        for agent in needs.variants.subtracting(unseen).sorted() {
            preflight.variants[agent] = try await known { () async throws(ClientFailure) in
                try await reader.variants(of: agent)
            }
        }
        for agent in needs.deployments.subtracting(unseen).sorted() {
            preflight.deployments[agent] = try await known { () async throws(ClientFailure) in
                try await reader.activeDeployments(of: agent)
            }
        }
        return preflight
    }

    private func known<Value>(
        _ read: () async throws(ClientFailure) -> Value
    ) async throws -> Result<Value, ClientFailure> {
        do {
            let value = try await read()
            progress(1)
            return .success(value)
        } catch let failure where failure.kind == .interrupted {
            throw failure
        } catch {
            return .failure(error)
        }
    }
}
