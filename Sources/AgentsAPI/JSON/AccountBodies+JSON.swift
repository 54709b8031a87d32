import Telephony

// How what an account says of its agents is read.

extension AgentSummary: JSONReadable {
    private static let names = JSONNames("accountId", "agentId", "agentName")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            AgentSummary(
                accountId: AccountID(rawValue: try members.shortText(0)), agentId: try members.identifier(1),
                agentName: try members.shortText(2))
        }
    }
}

extension AgentList: JSONReadable {
    package init(json: JSONNode) throws { self.init(agents: try json.list { try AgentSummary(json: $0) }) }
}

extension Branch: JSONReadable {
    private static let names = JSONNames("branchId", "id", "branchName", "name")

    /// Under one name or another: the API documents neither.
    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            func text(_ places: Int...) throws -> String? {
                try places.lazy.compactMap { place in
                    try members.readIfPresent(place) { try $0.shortString() }
                }.first
            }
            guard let id = try text(0, 1) ?? text(2, 3) else { throw JSONProblem.wrongShape(path: "branchId") }
            return Branch(branchId: id, branchName: try text(2, 3) ?? id)
        }
    }
}

extension BranchList: JSONReadable {
    private static let names = JSONNames("branches")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { BranchList(branches: try $0.list(0)) }
    }
}

extension Variant: JSONReadable {
    private static let names = JSONNames("id", "name", "isDefault")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            Variant(
                id: try members.identifier(0), name: try members.shortText(1),
                isDefault: try members.readIfPresent(2) { try $0.boolean() } ?? false)
        }
    }
}

extension VariantList: JSONReadable {
    private static let names = JSONNames("variants")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { VariantList(variants: try $0.list(0)) }
    }
}

extension ActiveDeployments: JSONReadable {
    private static let names = JSONNames("activeDeployments")
    /// In the order of `ClientEnvironment.known`.
    private static let environments = JSONNames("sandbox", "pre-release", "live")
    private static let deployment = JSONNames("id")

    /// An environment has a deployment where an object stands for it, and none where null does.
    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            try members.read(0) { active in
                try active.members(Self.environments) { members in
                    var deployments = ActiveDeployments(active: [], inactive: [])
                    for (place, environment) in ClientEnvironment.known.enumerated() where members.has(place) {
                        let isActive = try members.readIfPresent(place) {
                            try $0.members(Self.deployment) { _ in true }
                        }
                        if isActive == nil {
                            deployments.inactive.insert(environment)
                        } else {
                            deployments.active.insert(environment)
                        }
                    }
                    return deployments
                }
            }
        }
    }
}
