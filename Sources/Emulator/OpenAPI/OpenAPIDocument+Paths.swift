extension OpenAPIDocument {
    private static let root = "/v1/agents/{agentId}/telephony"

    static let paths: JSONValue = [
        "/openapi.json": [
            "get": [
                "operationId": "getDocument", "summary": "This document.", "security": [],
                "responses": [
                    "200": [
                        "description": "This document.", "headers": .object([correlationHeader: correlationReference]),
                        "content": ["application/json": ["schema": ["type": "object"]]],
                    ]
                ],
            ]
        ],
        "\(root)/connectors": path(["get": listConnectors]),
        "\(root)/connectors/batch": path(["post": getConnectors, "patch": updateConnectors]),
        "\(root)/connectors/lookup": path(["post": lookUpConnector]),
        "\(root)/connectors/{connectorId}": path(
            with: "connectorId", ["get": getConnector, "patch": updateConnector, "delete": deleteConnector]),
        "\(root)/phone-numbers": path(
            ["get": listPhoneNumbers, "post": importPhoneNumbers, "delete": deletePhoneNumbers]),
        "\(root)/phone-numbers/batch": path(["post": getPhoneNumbers]),
        "\(root)/phone-numbers/{number}": path(
            with: "number",
            [
                "get": getPhoneNumber, "post": importPhoneNumber, "patch": routePhoneNumber,
                "delete": deletePhoneNumber,
            ]),
        "/v1/accounts/{accountId}/agents": path(of: "accountId", ["get": listAgents]),
        "/v1/agents/{agentId}/branches": path(["get": listBranches]),
        "/v1/agents/{agentId}/branches/{branchId}/variants": path(with: "branchId", ["get": listVariants]),
        "/v1/agents/{agentId}/deployments/active": path(["get": getActiveDeployments]),
    ]

    private static func path(
        of owner: String = "agentId", with variable: String? = nil, _ operations: [String: JSONValue]
    ) -> JSONValue {
        let names = [owner] + (variable.map { [$0] } ?? [])
        let parameters = names.map { JSONValue.object(["$ref": "#/components/parameters/\($0)"]) }
        return .object(operations.merging(["parameters": .array(parameters)]) { own, _ in own })
    }
}

extension OpenAPIDocument {
    private static let listConnectors = operation(
        "listConnectors", "All connectors of the agent.", answers: "ConnectorList")

    private static let getConnectors = operation(
        "getConnectors", "Connectors by their IDs.", takes: "ConnectorBatchRequest", answers: "ConnectorBatch")

    private static let updateConnectors = operation(
        "updateConnectors", "Updates connectors in order, each succeeding or failing alone.",
        takes: "ConnectorBatchUpdateRequest", answers: "ConnectorBatchUpdateResponse")

    private static let lookUpConnector = operation(
        "lookUpConnector", "The connector that answers a number.", takes: "ConnectorLookupRequest",
        answers: "Connector")

    private static let getConnector = operation("getConnector", "One connector.", answers: "Connector")

    private static let updateConnector = operation(
        "updateConnector", "Changes a connector's settings. A projectId moves it with all its numbers.",
        takes: "ConnectorPatch", answers: "Connector")

    private static let deleteConnector = operation(
        "deleteConnector", "Deletes a connector and all its numbers.", answers: "ConnectorDeletion")
}

extension OpenAPIDocument {
    private static let listAgents = operation(
        "listAgents", "The agents of an account that the key sees.", answers: "AgentList")

    private static let listBranches = operation(
        "listBranches", "The agent's branches, of which the emulator has one.", answers: "BranchList")

    private static let listVariants = operation(
        "listVariants", "The variants on a branch of the agent.", answers: "VariantList")

    private static let getActiveDeployments = operation(
        "getActiveDeployments", "What answers calls, by environment.", answers: "ActiveDeployments")
}

extension OpenAPIDocument {
    private static let listPhoneNumbers = operation(
        "listPhoneNumbers", "All numbers of the agent, or those of one connector.", answers: "PhoneNumberList",
        query: ["name": "connectorId", "in": "query", "required": false, "schema": ["type": "string"]])

    private static let importPhoneNumbers = operation(
        "importPhoneNumbers", "Imports numbers, all or none.", takes: "PhoneNumberImportRequest",
        answers: "PhoneNumberImport", status: "201", conflicts: true)

    private static let deletePhoneNumbers = operation(
        "deletePhoneNumbers", "Deletes those of the numbers that are there.", takes: "PhoneNumberBatchRequest",
        answers: "PhoneNumberDeletions")

    private static let getPhoneNumbers = operation(
        "getPhoneNumbers", "Several numbers.", takes: "PhoneNumberBatchRequest", answers: "PhoneNumberBatch")

    private static let getPhoneNumber = operation("getPhoneNumber", "One number.", answers: "PhoneNumber")

    private static let importPhoneNumber = operation(
        "importPhoneNumber", "Imports one number.", takes: "SinglePhoneNumberImportRequest", bodyRequired: false,
        answers: "SinglePhoneNumberImport", status: "201", conflicts: true)

    private static let routePhoneNumber = operation(
        "routePhoneNumber", "Routes a number to a connector of the agent, whose environment it takes over.",
        takes: "PhoneNumberRouting", answers: "PhoneNumber")

    private static let deletePhoneNumber = operation(
        "deletePhoneNumber", "Deletes one number.", answers: "PhoneNumberDeletion")
}

extension OpenAPIDocument {
    private static func operation(
        _ id: String, _ summary: String, takes body: String? = nil, bodyRequired: Bool = true, answers: String,
        status: String = "200", query: JSONValue? = nil, conflicts: Bool = false
    ) -> JSONValue {
        var operation: [String: JSONValue] = ["operationId": "\(id)", "summary": "\(summary)"]
        var responses: [String: JSONValue] = [
            status: [
                "description": "Done.", "headers": .object([correlationHeader: correlationReference]),
                "content": content(answers),
            ]
        ]
        let refusals = ["400", "401", "403", "404", "429"] + (body == nil ? [] : ["413", "415"])
        for refusal in refusals + (conflicts ? ["409"] : []) {
            responses[refusal] = ["$ref": "#/components/responses/\(refusal)"]
        }
        operation["responses"] = .object(responses)
        if let body { operation["requestBody"] = ["required": .boolean(bodyRequired), "content": content(body)] }
        if let query { operation["parameters"] = [query] }
        return .object(operation)
    }
}
