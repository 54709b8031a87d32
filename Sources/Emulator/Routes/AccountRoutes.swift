import AgentsAPI
import Foundation
import Hummingbird
import Telephony

/// Reads of what an account's agents have, beyond telephony.
extension TelephonyRoutes {
    func listAgents(_ call: Call) async throws -> Response {
        let (account, key) = (call.account, call.key)
        let list = try await store.read { try AccountScope($0, account: account, key: key).agents() }
        let stamp: JSONValue = "2026-01-05T09:00:00Z"
        return try Answer.json(
            JSONValue.array(
                list.agents.map { agent in
                    [
                        "accountId": .string(agent.accountId.rawValue), "agentId": .string(agent.agentId.rawValue),
                        "agentName": .string(agent.agentName), "createdAt": stamp, "updatedAt": stamp,
                        "branchCount": 1,
                    ]
                }))
    }

    func listBranches(_ call: Call) async throws -> Response {
        try await reading(call) { _ in
            let main = JSONValue.string(Branch.main)
            return ["branches": [["branchId": main, "branchName": main]]] as JSONValue
        }
    }

    func listVariants(_ call: Call) async throws -> Response {
        let branch = call.context.pathParameter("branchId")
        return try await reading(call) { scope in
            let variants = try scope.variants(onBranch: branch).variants.map { variant -> JSONValue in
                [
                    "id": .string(variant.id.rawValue), "name": .string(variant.name),
                    "isDefault": .boolean(variant.isDefault), "attributeValues": ["values": [:]],
                ]
            }
            return ["variants": .array(variants)] as JSONValue
        }
    }

    func getActiveDeployments(_ call: Call) async throws -> Response {
        let agent = call.agent
        return try await reading(call) { scope in
            let there = try scope.activeDeployments().active
            let account = try scope.account(of: agent)
            let active = ClientEnvironment.known.map { environment -> (String, JSONValue) in
                (
                    environment.rawValue,
                    there.contains(environment) ? Self.deployment(of: agent, account, in: environment) : .null
                )
            }
            return ["activeDeployments": .object(Dictionary(uniqueKeysWithValues: active))] as JSONValue
        }
    }

    private static func deployment(
        of agent: AgentID, _ account: AccountID, in environment: ClientEnvironment
    ) -> JSONValue {
        [
            "id": .string("deployment-\(agent)-\(environment)"), "accountId": .string(account.rawValue),
            "agentId": .string(agent.rawValue), "environment": .string(environment.rawValue),
            "artifactVersion": "1", "version": "1", "createdBy": "patchbay", "createdAt": "2026-01-05T09:00:00Z",
        ]
    }
}
