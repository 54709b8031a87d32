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
    typealias Known<Value> = Result<Value, ClientFailure>

    let policy: PreflightPolicy
    /// By account: those that the key sees.
    var agents: [AccountID: Known<[AgentSummary]>] = [:]
    /// By agent: those of its branch `main`. That one was published anywhere is not said.
    var variants: [AgentID: Known<[Variant]>] = [:]
    /// By agent: where something of it answers calls.
    var deployments: [AgentID: Known<Set<ClientEnvironment>>] = [:]

    /// What speaks against a change of a connector; nil when nothing is known to.
    func objection(to patch: ConnectorPatch, of connector: Connector) -> PreflightObjection? {
        let after = patch.applied(to: connector)
        let moves = after.projectId != connector.projectId
        if moves, case .success(let agents)? = agents[connector.accountId],
            !agents.contains(where: { $0.agentId == after.projectId })
        {
            return .error(PreflightMessages.noAgent(after.projectId, of: connector.accountId, among: agents))
        }
        return variantObjection(to: patch, from: connector, to: after, moves: moves)
            ?? (moves ? deploymentObjection(to: after) : nil)
    }

    private func variantObjection(
        to patch: ConnectorPatch, from connector: Connector, to after: Connector, moves: Bool
    ) -> PreflightObjection? {
        guard case .success(let variants)? = variants[after.projectId], !after.variantId.isNone,
            !variants.contains(where: { $0.id == after.variantId })
        else { return nil }
        if case .set = patch.variantId {
            return .error(PreflightMessages.noVariant(after.variantId, of: agent(after), among: variants))
        }
        guard moves, !policy.allowsMissingVariants else { return nil }
        return .guarded(
            PreflightMessages.keepsVariant(after.connectorId, after.variantId, at: agent(after), among: variants))
    }

    private func deploymentObjection(to after: Connector) -> PreflightObjection? {
        guard case .success(let environments)? = deployments[after.projectId], !policy.allowsUndeployed,
            !environments.contains(after.clientEnv)
        else { return nil }
        return .guarded(
            PreflightMessages.undeployed(after.connectorId, agent(after), after.clientEnv, besides: environments))
    }

    /// With its name, where that is known.
    private func agent(_ connector: Connector) -> AgentSummary {
        let unnamed = AgentSummary(accountId: connector.accountId, agentId: connector.projectId, agentName: "")
        guard case .success(let agents)? = agents[connector.accountId] else { return unnamed }
        return agents.first { $0.agentId == connector.projectId } ?? unnamed
    }

    /// Whether an account has the agent, or could have it for all that is known.
    func mayExist(_ agent: AgentID) -> Bool {
        agents.values.contains { known in
            guard case .success(let agents) = known else { return true }
            return agents.contains { $0.agentId == agent }
        }
    }

    /// What could not be found out, as one sentence; nil when all could.
    var unknown: String? {
        func failures<Key, Value>(_ known: [Key: Known<Value>]) -> [ClientFailure] {
            known.values.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
        }
        let parts = [
            (failures(agents), "whether the projects exist"), (failures(variants), "whether the variants exist"),
            (failures(deployments), "whether anything is deployed where connectors move to"),
        ].filter { !$0.0.isEmpty }
        guard let reason = parts.first?.0.first?.reason else { return nil }
        return PreflightMessages.unknown(parts.map(\.1), reason)
    }
}

/// What speaks against a change.
enum PreflightObjection: Hashable {
    /// It cannot be right.
    case error(String)
    /// It can be allowed.
    case guarded(String)
}

extension VariantID {
    fileprivate var isNone: Bool { rawValue.isEmpty }
}
