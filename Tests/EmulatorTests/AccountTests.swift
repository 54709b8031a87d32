import AgentsAPI
import Emulator
import Foundation
import HTTPTypes
import Telephony
import Testing

@Suite("What agents have besides telephony") struct AccountTests {
    private static let described = """
        {"agents": [
            {"agentId": "SALES", "agentName": "Sales desk",
             "variants": [{"id": "v-1", "name": "Spring", "isDefault": true}, {"id": "v-2"}], "deployments": ["live"]},
            {"agentId": "NEW", "agentName": "New desk", "accountId": "ws-1", "variants": [], "deployments": []}]}
        """

    private static func seed(_ json: String) throws -> EmulatorSeed {
        try EmulatorSeed(Fixture.entries).describing(try AccountSeed(json: Data(json.utf8), origin: "account.json"))
    }

    private func withDescribedAPI(_ body: @escaping @Sendable (APIClient) async throws -> Void) async throws {
        let seed = try Self.seed(Self.described)
        try await withAPI(.router) {
            $0.seed = seed
        } _: { api, _ in
            try await body(api)
        }
    }

    @Test("a key sees the agents of an account that it reaches")
    func agents() async throws {
        try await withDescribedAPI { api in
            func names(_ key: String, _ account: String = "ws-1") async throws -> [String] {
                let reply = try await api.by(key).send(.get, "//v1/accounts/\(account)/agents")
                return try AgentList(jsonBytes: reply.text.utf8).agents.map { "\($0.agentId) \($0.agentName)" }
            }
            #expect(try await names("all") == ["CARE CARE", "NEW New desk", "SALES Sales desk"])
            #expect(try await names("sales-only") == ["SALES Sales desk"])
            #expect(try await names("all", "ws-2") == ["PARTNER PARTNER"])
            try await api.by("sales-only").send(.get, "//v1/accounts/ws-2/agents").expectRefusal(403, .forbidden)
            try await api.send(.get, "//v1/accounts/ws-3/agents").expectRefusal(404, .accountNotFound)
            try await api.by(nil).send(.get, "//v1/accounts/ws-1/agents").expectRefusal(401, .unauthorised)
            try await api.by("guess").send(.get, "//v1/accounts/ws-1/agents").expectRefusal(401, .invalidToken)
        }
    }

    @Test("variants and deployments are those of the description, or else those that connectors name")
    func parts() async throws {
        try await withDescribedAPI { api in
            func variants(_ agent: String) async throws -> [Variant] {
                let reply = try await api.send(.get, "//v1/agents/\(agent)/branches/main/variants")
                return try VariantList(jsonBytes: reply.text.utf8).variants
            }
            func environments(_ agent: String) async throws -> Set<ClientEnvironment> {
                let reply = try await api.send(.get, "//v1/agents/\(agent)/deployments/active")
                return try ActiveDeployments(jsonBytes: reply.text.utf8).active
            }
            #expect(
                try await variants("SALES") == [
                    Variant(id: "v-1", name: "Spring", isDefault: true), Variant(id: "v-2", name: "v-2"),
                ])
            #expect(try await environments("SALES") == [.live])
            #expect(try await variants("CARE").isEmpty)
            #expect(try await environments("CARE") == [.live])
            #expect(try await environments("NEW").isEmpty)
            let reply = try await api.send(.get, "//v1/agents/SALES/branches")
            #expect(try BranchList(jsonBytes: reply.text.utf8).branches.map(\.branchName) == ["main"])
            try await api.send(.get, "//v1/agents/SALES/branches/draft/variants").expectRefusal(404, .branchNotFound)
            try await api.by("sales-only").send(.get, "//v1/agents/CARE/deployments/active")
                .expectRefusal(403, .forbidden)
        }
    }

    static let schemas = [
        "Agent", "AgentList", "Branch", "BranchList", "Variant", "VariantList", "Deployment", "ActiveDeployments",
    ]

    @Test("every answer has the fields that the document names")
    func documented() async throws {
        try await withDescribedAPI { api in
            let document = try OpenAPI(try await api.send(.get, "//openapi.json").text)
            func body(_ path: String) async throws -> Any {
                try JSONSerialization.jsonObject(with: Data(try await api.send(.get, path).text.utf8))
            }
            func fields(_ value: Any?) throws -> Set<String> { Set(try #require(value as? [String: Any]).keys) }
            let agents = try #require(try await body("//v1/accounts/ws-1/agents") as? [Any])
            let branches = try await body("//v1/agents/SALES/branches") as? [String: [Any]]
            let variants = try await body("//v1/agents/SALES/branches/main/variants") as? [String: [Any]]
            let active = try await body("//v1/agents/SALES/deployments/active") as? [String: [String: Any]]
            let found: [(String, Any?)] = [
                ("Agent", agents.first), ("BranchList", branches), ("Branch", branches?["branches"]?.first),
                ("VariantList", variants), ("Variant", variants?["variants"]?.first), ("ActiveDeployments", active),
                ("Deployment", active?["activeDeployments"]?["live"]),
            ]
            for (name, value) in found {
                let schema = try #require(document.schemas[name])
                let properties = try #require(schema["properties"] as? [String: Any])
                #expect(try fields(value) == Set(properties.keys), "\(name)")
                #expect(Set(schema["required"] as? [String] ?? []) == Set(properties.keys), "\(name)")
            }
            #expect(document.schemas["AgentList"]?["type"] as? String == "array")
            #expect(Set(found.map(\.0) + ["AgentList"]) == Set(Self.schemas))
        }
    }

    @Test("what connectors name stands for what the description leaves out")
    func leftOut() async throws {
        let seed = try Self.seed(#"{"agents": [{"agentId": "SALES"}]}"#)
        try await withAPI(.router) {
            $0.seed = seed
        } _: { api, _ in
            let variants = try await api.send(.get, "//v1/agents/SALES/branches/main/variants")
            #expect(try VariantList(jsonBytes: variants.text.utf8).variants.map(\.id) == ["spring"])
            let active = try await api.send(.get, "//v1/agents/SALES/deployments/active")
            #expect(try ActiveDeployments(jsonBytes: active.text.utf8).active == [.live, .sandbox])
        }
    }

    @Test("without a description nothing is said that may be false")
    func undescribed() async throws {
        try await withAPI(.router) { api, _ in
            for path in ["branches/main/variants", "deployments/active"] {
                try await api.send(.get, "//v1/agents/SALES/\(path)").expectRefusal(404, .agentNotDescribed)
            }
            #expect(try await api.send(.get, "//v1/accounts/ws-1/agents").status == 200)
        }
    }

    @Test(
        "a description that is not as documented is refused, with what and where",
        arguments: [
            ("", "it is not JSON"), ("[]", "the file must be an object"), ("{}", "agents must be a list"),
            (#"{"agents": [], "agent": 1}"#, "the file has agent, which is none of agents"),
            (#"{"agents": ["SALES"]}"#, "agents[0] must be an object"),
            (#"{"agents": [{"agentName": "x"}]}"#, "agents[0] has no agentId"),
            (#"{"agents": [{"agentId": 7}]}"#, "agents[0].agentId must be a text"),
            (#"{"agents": [{"agentId": "A"}, {"agentId": "A"}]}"#, "agent A is in it twice"),
            (
                #"{"agents": [{"agentId": "A", "varients": []}]}"#,
                "agents[0] has varients, which is none of agentId, agentName, accountId, variants, deployments"
            ),
            (#"{"agents": [{"agentId": "A", "variants": [{"name": "x"}]}]}"#, "agents[0].variants[0] has no id"),
            (
                #"{"agents": [{"agentId": "A", "variants": [{"id": "x", "isDefault": "yes"}]}]}"#,
                "agents[0].variants[0].isDefault must be true or false"
            ),
            (
                #"{"agents": [{"agentId": "A", "deployments": ["production"]}]}"#,
                "agents[0].deployments[0] must be sandbox, pre-release or live"
            ),
        ])
    func malformed(json: String, fault: String) {
        let problem = #expect(throws: SeedProblem.self) {
            try AccountSeed(json: Data(json.utf8), origin: "account.json")
        }
        #expect(problem?.description == "account.json: \(fault).")
    }

    @Test("an agent is in the account that the inventory has it in, and one that is not there needs one")
    func accounts() {
        #expect(throws: SeedProblem.twoAccounts("SALES", first: "+442079460001", second: "account.json")) {
            try Self.seed(#"{"agents": [{"agentId": "SALES", "accountId": "ws-2"}]}"#)
        }
        #expect(throws: SeedProblem.noAccount("NEW", at: "account.json")) {
            try Self.seed(#"{"agents": [{"agentId": "NEW"}]}"#)
        }
    }
}
