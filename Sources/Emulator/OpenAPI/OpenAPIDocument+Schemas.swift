extension OpenAPIDocument {
    static let schemas: [String: JSONValue] = [
        "Error": object(
            [
                "success": ["const": false], "error": text, "error_id": ["type": "string", "format": "uuid"],
                "error_code": ["type": "string", "pattern": "^[A-Z0-9_]+$"], "error_message": text,
                "data": ["type": "null"],
            ], "All six fields are always there."),
        "Connector": object(
            [
                "connectorId": text, "name": text, "accountId": text, "projectId": text, "clientEnv": environment,
                "variantId": described("Empty when no variant is assigned."), "asrLangCode": language,
                "ttsLangCode": described("Derived from the prefix of voiceName."), "voiceName": voice,
                "disableHandoff": ["type": "boolean"],
            ]),
        "ConnectorList": object(["connectors": list("Connector")]),
        "ConnectorBatchRequest": object(["connectorIds": texts]),
        "ConnectorBatch": object(["found": list("Connector"), "notFound": ["type": "array", "items": text]]),
        "ConnectorPatch": object(patch, "An absent field stays as it is.", optional: Set(patch.keys)),
        "ConnectorUpdate": object(
            patch.merging(["connectorId": text]) { own, _ in own }, optional: Set(patch.keys)),
        "ConnectorBatchUpdateRequest": object(["updates": list("ConnectorUpdate", atLeast: 1)]),
        "ConnectorUpdateResult": object(
            [
                "connectorId": text, "success": ["type": "boolean"], "data": reference("Connector"),
                "error": described("There when success is false; it has no code."),
            ], optional: ["data", "error"]),
        "ConnectorBatchUpdateResponse": object(["results": list("ConnectorUpdateResult")]),
        "ConnectorLookupRequest": object(["phoneNumber": number]),
        "ConnectorDeletion": object(["deletedConnector": text, "deletedPhoneNumbers": numbers]),
    ].merging(phoneNumberSchemas) { own, _ in own }.merging(accountSchemas) { own, _ in own }

    private static let accountSchemas: [String: JSONValue] = [
        "Agent": object(
            [
                "accountId": text, "agentId": text, "agentName": text, "createdAt": text, "updatedAt": text,
                "branchCount": ["type": "integer"],
            ]),
        "AgentList": ["type": "array", "items": reference("Agent")],
        "Branch": object(["branchId": text, "branchName": text]),
        "BranchList": object(["branches": list("Branch")]),
        "Variant": object(
            ["id": text, "name": text, "isDefault": ["type": "boolean"], "attributeValues": ["type": "object"]]),
        "VariantList": object(["variants": list("Variant")]),
        "Deployment": object(
            [
                "id": text, "accountId": text, "agentId": text, "environment": environment, "artifactVersion": text,
                "version": text, "createdBy": text, "createdAt": text,
            ]),
        "ActiveDeployments": object(["activeDeployments": described("A deployment or null by environment.")]),
    ]

    private static let phoneNumberSchemas: [String: JSONValue] = [
        "PhoneNumber": object(
            [
                "number": number, "projectId": text, "accountId": text, "clientEnv": environment,
                "connectorId": described("There when the number is routed."),
            ], optional: ["connectorId"]),
        "PhoneNumberList": object(["phoneNumbers": list("PhoneNumber")]),
        "PhoneNumberImportRequest": object(
            ["phoneNumbers": someNumbers, "clientEnv": importEnvironment], optional: ["clientEnv"]),
        "PhoneNumberImport": object(["imported": numbers]),
        "SinglePhoneNumberImportRequest": object(["clientEnv": importEnvironment], optional: ["clientEnv"]),
        "SinglePhoneNumberImport": object(["imported": number]),
        "PhoneNumberBatchRequest": object(["phoneNumbers": someNumbers]),
        "PhoneNumberBatch": object(["found": list("PhoneNumber"), "notFound": numbers]),
        "PhoneNumberDeletions": object(
            [
                "deleted": numbers,
                "errors": ["type": "array", "items": object(["phoneNumber": text, "error": text])],
            ], "errors is absent when there are none.",
            optional: ["errors"]),
        "PhoneNumberDeletion": object(["deleted": number]),
        "PhoneNumberRouting": object(["connectorId": text]),
    ]

    private static let patch: [String: JSONValue] = [
        "variantId": ["type": ["string", "null"], "description": "null clears it; it then reads back as empty."],
        "asrLangCode": language, "voiceName": voice,
        "projectId": described("Moves the connector with all its numbers; the key needs access to both projects."),
    ]
}

extension OpenAPIDocument {
    private static let text: JSONValue = ["type": "string"]
    private static let texts: JSONValue = ["type": "array", "items": text, "minItems": 1]
    private static let number: JSONValue = ["type": "string", "pattern": #"^\+[1-9][0-9]{0,14}$"#]
    private static let numbers: JSONValue = ["type": "array", "items": number]
    private static let someNumbers: JSONValue = ["type": "array", "items": number, "minItems": 1]
    private static let language = described("A BCP 47 language tag, such as en-GB.")
    private static let voice = described("The name of a Google text-to-speech voice, such as en-US-Neural2-A.")
    private static let environment: JSONValue = ["type": "string", "enum": ["sandbox", "pre-release", "live"]]
    private static let importEnvironment: JSONValue = [
        "type": "string", "enum": ["sandbox", "pre-release", "live"], "default": "live",
    ]

    private static func described(_ description: String) -> JSONValue {
        ["type": "string", "description": "\(description)"]
    }

    private static func list(_ schema: String, atLeast count: Int? = nil) -> JSONValue {
        guard let count else { return ["type": "array", "items": reference(schema)] }
        return ["type": "array", "items": reference(schema), "minItems": .integer(count)]
    }

    /// An object whose fields are required but for the optional ones. Fields that it does not name are ignored.
    private static func object(
        _ properties: [String: JSONValue], _ description: String? = nil, optional: Set<String> = []
    ) -> JSONValue {
        let required = properties.keys.filter { !optional.contains($0) }.sorted().map(JSONValue.string)
        var schema: [String: JSONValue] = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { schema["required"] = .array(required) }
        if let description { schema["description"] = .string(description) }
        return .object(schema)
    }
}
