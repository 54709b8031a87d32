import AgentsAPI
import AgentsClient
import Telephony

/// Whether what the other side has is looked at before the plan is made, and what of it is let pass. No part of a run.
package struct PreflightPolicy: Sendable {
    /// Moves connectors with variants that the agent they come to does not have.
    package var allowsMissingVariants = false
    /// Moves connectors to agents of which nothing is deployed where the connector is.
    package var allowsUndeployed = false

    package init() {}
}

/// What agents have, as far as a sheet needs to know, and what could not be found out.
struct Preflight: Sendable {
    let policy: PreflightPolicy
    /// By account: those that the key sees.
    var agents: [AccountID: Result<KnownThings, ClientFailure>] = [:]
    /// By agent: those of its branch `main`. That one was published anywhere is not said.
    var variants: [AgentID: Result<KnownThings, ClientFailure>] = [:]
    /// By agent.
    var deployments: [AgentID: Result<ActiveDeployments, ClientFailure>] = [:]

    init(policy: PreflightPolicy) { self.policy = policy }

    /// What speaks against a change of a connector; nil when nothing is known to.
    func objection(to patch: ConnectorPatch, of connector: Connector) -> PreflightObjection? {
        let after = patch.applied(to: connector)
        let moves = after.projectId != connector.projectId
        if moves, case .success(let agents)? = agents[connector.accountId], !agents.has(after.projectId.rawValue) {
            return .error(
                PreflightMessages.noAgent(
                    after.projectId, of: connector.accountId, agents.nearest(to: after.projectId.rawValue)))
        }
        return variantObjection(to: patch, after, moves: moves) ?? (moves ? deploymentObjection(to: after) : nil)
    }

    private func variantObjection(
        to patch: ConnectorPatch, _ after: Connector, moves: Bool
    ) -> PreflightObjection? {
        let variant = after.variantId
        guard case .success(let variants)? = variants[after.projectId], !variant.rawValue.isEmpty,
            !variants.has(variant.rawValue)
        else { return nil }
        if case .set = patch.variantId {
            let nearest = variants.nearest(to: variant.rawValue)
            return .error(PreflightMessages.noVariant(variant, of: agent(after), nearest))
        }
        guard moves, !policy.allowsMissingVariants else { return nil }
        return .guarded(
            PreflightMessages.keepsVariant(
                after.connectorId, variant, at: agent(after), variants.nearest(to: variant.rawValue)))
    }

    private func deploymentObjection(to after: Connector) -> PreflightObjection? {
        guard case .success(let deployments)? = deployments[after.projectId], !policy.allowsUndeployed,
            deployments.inactive.contains(after.clientEnv)
        else { return nil }
        return .guarded(
            PreflightMessages.undeployed(after.connectorId, agent(after), after.clientEnv, besides: deployments.active))
    }

    /// With its name, where that is known.
    private func agent(_ connector: Connector) -> NamedThing {
        let id = connector.projectId.rawValue
        guard case .success(let agents)? = agents[connector.accountId] else { return NamedThing(id: id, name: "") }
        return agents[id] ?? NamedThing(id: id, name: "")
    }

    /// Whether an account has the agent, or could have it for all that is known.
    func mayExist(_ agent: AgentID) -> Bool {
        agents.values.contains { known in
            guard case .success(let agents) = known else { return true }
            return agents.has(agent.rawValue)
        }
    }

    /// What could not be found out, as one sentence; nil when all could.
    var unknown: String? {
        func failures<Key: Comparable & CustomStringConvertible, Value>(
            _ known: [Key: Result<Value, ClientFailure>]
        ) -> [(id: String, reason: String)] {
            known.sorted { $0.key < $1.key }.compactMap { id, known in
                if case .failure(let failure) = known { ("\(id)", failure.reason) } else { nil }
            }
        }
        let parts = [
            ("which projects account", failures(agents)), ("which variants agent", failures(variants)),
            ("where anything is deployed of agent", failures(deployments)),
        ].filter { !$0.1.isEmpty }
        guard let reason = parts.first?.1.first?.reason else { return nil }
        return PreflightMessages.unknown(parts.map { ($0.0, $0.1.map(\.id)) }, reason)
    }
}

/// What speaks against a change.
enum PreflightObjection: Hashable {
    /// It cannot be right.
    case error(String)
    /// It can be allowed.
    case guarded(String)
}
