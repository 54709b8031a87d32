package import Foundation
import Telephony

/// What the emulator knows of agents besides their connectors and numbers: their names, their variants, and where
/// something of them is deployed.
///
/// In JSON, as `--seed-account` takes it; all but `agentId` can be left out:
///
///     {"agents": [{"agentId": "PROJECT-58RP822I", "agentName": "London Hotel", "accountId": "ws-fd112d8f",
///       "variants": [{"id": "VARIANT-9f2c", "name": "Summer", "isDefault": true}],
///       "deployments": ["live", "sandbox"]}]}
///
/// What is left out is made of the inventory: the variants that an agent's connectors name, the environments they are
/// in.
package struct AccountSeed: Hashable, Sendable {
    struct Agent: Hashable, Sendable {
        var id: AgentID
        var name: String?
        var account: AccountID?
        var variants: [Variant]?
        var deployments: Set<ClientEnvironment>?
    }

    struct Variant: Hashable, Sendable {
        var id: VariantID
        var name: String
        var isDefault = false
    }

    let agents: [Agent]
    /// Named in messages.
    let origin: String

    /// Throws `SeedProblem`.
    package init(json data: Data, origin: String) throws(SeedProblem) {
        guard let json = try? JSONDecoder().decode(JSONValue.self, from: data) else {
            throw .account("it is not JSON", at: origin)
        }
        let reader = AccountSeedReader(origin: origin)
        var agents: [Agent] = []
        for (index, agent) in try reader.list(reader.object(json, ["agents"], "the file")["agents"], "agents")
            .enumerated()
        {
            agents.append(try reader.agent(agent, "agents[\(index)]"))
        }
        let ids = agents.map(\.id)
        if let twice = ids.first(where: { id in ids.count { $0 == id } > 1 }) {
            throw .account("agent \(twice) is in it twice", at: origin)
        }
        (self.agents, self.origin) = (agents, origin)
    }
}

/// Reads the parts of the file, and says where one is not as it should be.
private struct AccountSeedReader {
    let origin: String

    func agent(_ json: JSONValue, _ place: String) throws(SeedProblem) -> AccountSeed.Agent {
        let fields = try object(json, ["agentId", "agentName", "accountId", "variants", "deployments"], place)
        guard let id = try text(fields["agentId"], "\(place).agentId"), !id.isEmpty else {
            throw .account("\(place) has no agentId", at: origin)
        }
        var agent = AccountSeed.Agent(id: AgentID(rawValue: id))
        agent.name = try text(fields["agentName"], "\(place).agentName")
        agent.account = try text(fields["accountId"], "\(place).accountId").map(AccountID.init(rawValue:))
        if fields["variants"] != nil { agent.variants = try variants(fields["variants"], "\(place).variants") }
        if fields["deployments"] != nil {
            agent.deployments = try environments(fields["deployments"], "\(place).deployments")
        }
        return agent
    }

    private func variants(_ json: JSONValue?, _ place: String) throws(SeedProblem) -> [AccountSeed.Variant] {
        var variants: [AccountSeed.Variant] = []
        for (index, variant) in try list(json, place).enumerated() {
            let place = "\(place)[\(index)]"
            let fields = try object(variant, ["id", "name", "isDefault"], place)
            guard let id = try text(fields["id"], "\(place).id"), !id.isEmpty else {
                throw .account("\(place) has no id", at: origin)
            }
            var isDefault = false
            switch fields["isDefault"] {
            case nil: break
            case .boolean(let flag)?: isDefault = flag
            default: throw .account("\(place).isDefault must be true or false", at: origin)
            }
            variants.append(
                AccountSeed.Variant(
                    id: VariantID(rawValue: id), name: try text(fields["name"], "\(place).name") ?? id,
                    isDefault: isDefault))
        }
        return variants
    }

    private func environments(_ json: JSONValue?, _ place: String) throws(SeedProblem) -> Set<ClientEnvironment> {
        var environments: Set<ClientEnvironment> = []
        for (index, name) in try list(json, place).enumerated() {
            guard let text = try text(name, "\(place)[\(index)]"),
                let known = ClientEnvironment.known.first(where: { $0.rawValue == text })
            else {
                throw .account("\(place)[\(index)] must be sandbox, pre-release or live", at: origin)
            }
            environments.insert(known)
        }
        return environments
    }

    func object(
        _ json: JSONValue?, _ known: [String], _ place: String
    ) throws(SeedProblem) -> [String: JSONValue] {
        guard case .object(let fields)? = json else { throw .account("\(place) must be an object", at: origin) }
        if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
            throw .account("\(place) has \(unknown), which is none of \(known.joined(separator: ", "))", at: origin)
        }
        return fields
    }

    func list(_ json: JSONValue?, _ place: String) throws(SeedProblem) -> [JSONValue] {
        guard case .array(let elements)? = json else { throw .account("\(place) must be a list", at: origin) }
        return elements
    }

    private func text(_ json: JSONValue?, _ place: String) throws(SeedProblem) -> String? {
        guard let json else { return nil }
        guard case .string(let text) = json else { throw .account("\(place) must be a text", at: origin) }
        return text
    }
}
