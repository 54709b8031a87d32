/// The emulator's description of itself, in OpenAPI 3.1. A test holds it against the routes and the bodies.
enum OpenAPIDocument {
    static let document: JSONValue = [
        "openapi": "3.1.0",
        "info": [
            "title": "Agents API, telephony part and what a migration reads besides",
            "version": "1",
            "summary": "As served by patchbay's emulator.",
            "description": """
            Connectors and phone numbers of an agent. Where the public documentation is silent, this is what the \
            emulator does, and no promise of the API itself.
            """,
        ],
        "security": [["apiKey": []]],
        "paths": paths,
        "components": [
            "securitySchemes": [
                "apiKey": ["type": "apiKey", "in": "header", "name": "X-API-KEY"]
            ],
            "parameters": parameters,
            "headers": headers,
            "responses": refusals,
            "schemas": .object(schemas),
        ],
    ]

    private static let parameters: JSONValue = [
        "agentId": parameter("agentId", "The same value as the project's ID.", example: "PROJECT-58RP822I"),
        "accountId": parameter("accountId", "The account.", example: "ws-fd112d8f"),
        "branchId": parameter("branchId", "The branch.", example: "main"),
        "connectorId": parameter("connectorId", "The connector.", example: "connector-1"),
        "number": parameter("number", "The number in E.164; its + may be sent as %2B.", example: "+442079460000"),
    ]

    private static func parameter(_ name: String, _ description: String, example: String) -> JSONValue {
        [
            "name": "\(name)", "in": "path", "required": true, "description": "\(description)",
            "schema": ["type": "string"], "example": "\(example)",
        ]
    }

    private static let headers: JSONValue = [
        "CorrelationId": [
            "description": "Names this answer to support. On an error, the same as its error_id.",
            "schema": ["type": "string", "format": "uuid"],
        ],
        "RetryAfter": ["description": "Seconds until the key may send again.", "schema": ["type": "integer"]],
    ]

    /// The answers that every operation shares by their status.
    private static let refusals: JSONValue = [
        "400": refusal("The body is not of the schema, or a value in it is invalid."),
        "401": refusal("The key is missing or unknown."),
        "403": refusal("The key has no access to the project."),
        "404": refusal("There is no such project, connector, number, account or branch."),
        "409": refusal("The number is already imported."),
        "413": refusal("The body or the list in it is too large."),
        "415": refusal("The body is not JSON."),
        "429": refusal(
            "The key's rate limit is reached.", ["Retry-After": ["$ref": "#/components/headers/RetryAfter"]]),
    ]

    private static func refusal(_ description: String, _ headers: [String: JSONValue] = [:]) -> JSONValue {
        let correlation: [String: JSONValue] = [correlationHeader: correlationReference]
        return [
            "description": "\(description)",
            "headers": .object(headers.merging(correlation) { own, _ in own }),
            "content": content("Error"),
        ]
    }

    static let correlationHeader = "X-PolyAI-Correlation-Id"
    static let correlationReference: JSONValue = ["$ref": "#/components/headers/CorrelationId"]

    static func content(_ schema: String) -> JSONValue {
        ["application/json": ["schema": reference(schema)]]
    }

    static func reference(_ schema: String) -> JSONValue { ["$ref": "#/components/schemas/\(schema)"] }
}
