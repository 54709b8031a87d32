import AgentsAPI
import Emulator
import Foundation
import HTTPTypes
import HummingbirdTesting
import Telephony
import Testing

@Suite("The emulator's description of itself")
struct OpenAPITests {
    /// The operations as the public documentation has them, those of the agent's telephony part without its path.
    private static let contract: Set<String> = [
        "get /connectors", "post /connectors/batch", "patch /connectors/batch", "post /connectors/lookup",
        "get /connectors/{connectorId}", "patch /connectors/{connectorId}", "delete /connectors/{connectorId}",
        "get /phone-numbers", "post /phone-numbers", "delete /phone-numbers", "post /phone-numbers/batch",
        "get /phone-numbers/{number}", "post /phone-numbers/{number}", "patch /phone-numbers/{number}",
        "delete /phone-numbers/{number}", "get /v1/accounts/{accountId}/agents",
        "get /v1/agents/{agentId}/branches", "get /v1/agents/{agentId}/branches/{branchId}/variants",
        "get /v1/agents/{agentId}/deployments/active",
    ]

    @Test("the document is served without a key and describes all operations", arguments: Depth.allCases)
    func all(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            let reply = try await api.by(nil).send(.get, "//openapi.json")
            #expect(reply.status == 200)
            let document = try OpenAPI(reply.text)
            #expect(document.version == "3.1.0")
            #expect(Set(document.operations.filter { $0.path != "/openapi.json" }.map(\.shortName)) == Self.contract)
        }
    }

    @Test("every documented operation is served, and no method beyond them")
    func routes() async throws {
        try await withAPI(.router) { api, _ in
            let document = try await Self.document(api)
            for path in Set(document.operations.map(\.path)) {
                let documented = Set(document.operations.filter { $0.path == path }.map(\.method))
                for method in ["get", "post", "put", "patch", "delete", "head", "options", "trace", "query"] {
                    let name = try #require(HTTPRequest.Method(rawValue: method.uppercased()))
                    let status = try await api.by("guess").send(name, "/" + path).status
                    let served = path == "/openapi.json" ? 200 : 401
                    #expect(status == (documented.contains(method) ? served : 405), "\(method) \(path)")
                }
            }
        }
    }

    @Test("every operation documents its success, the shared refusals, and schemas that exist")
    func answers() async throws {
        try await withAPI(.router) { api, _ in
            let document = try await Self.document(api)
            for operation in document.operations where operation.path != "/openapi.json" {
                let imports = operation.id.hasPrefix("import")
                let statuses: Set = ["400", "401", "403", "404", "429", imports ? "201" : "200"]
                #expect(operation.statuses.isSuperset(of: statuses), "\(operation.id)")
                #expect(operation.statuses.contains("409") == imports, "\(operation.id)")
                #expect(operation.statuses.contains("415") == (operation.requestSchema != nil), "\(operation.id)")
                #expect(document.schemas[operation.answerSchema] != nil, "\(operation.id)")
            }
            #expect(document.danglingReferences.isEmpty)
        }
    }

    @Test(
        "a schema names the fields of its body, and requires those that the body cannot do without",
        arguments: Example.all)
    func schemas(example: Example) async throws {
        try await withAPI(.router) { api, _ in
            let schema = try #require(try await Self.document(api).schemas[example.schema])
            let properties = try #require(schema["properties"] as? [String: Any]).keys
            #expect(Set(properties) == Set(try example.fields().keys), "\(example.schema)")
            let required = schema["required"] as? [String] ?? []
            #expect(Set(required) == Set(try example.indispensableFields()), "\(example.schema)")
        }
    }

    @Test("every schema is held against a body")
    func complete() async throws {
        try await withAPI(.router) { api, _ in
            let document = try await Self.document(api)
            #expect(Set(document.schemas.keys) == Set(Example.all.map(\.schema) + AccountTests.schemas))
        }
    }

    private static func document(_ api: APIClient) async throws -> OpenAPI {
        try OpenAPI(try await api.send(.get, "//openapi.json").text)
    }
}
