import Foundation
import Testing

/// The parts of an OpenAPI document that the tests look at.
struct OpenAPI {
    struct Operation {
        var path: String
        var method: String
        var id: String
        var statuses: Set<String>
        var requestSchema: String?
        var answerSchema: String

        var shortName: String { "\(method) \(path.replacing("/v1/agents/{agentId}/telephony", with: ""))" }
    }

    let version: String
    let operations: [Operation]
    let schemas: [String: [String: Any]]
    /// References of the document to parts that it does not have.
    let danglingReferences: [String]

    init(_ text: String) throws {
        let document = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        let components = try #require(document["components"] as? [String: [String: Any]])
        version = try #require(document["openapi"] as? String)
        schemas = try #require(components["schemas"] as? [String: [String: Any]])
        operations = try paths.flatMap { path, item in
            try item.filter { $0.key != "parameters" }.map { try Self.operation(path, $0.key, $0.value) }
        }
        danglingReferences = Self.references(in: document).filter { reference in
            let steps = reference.split(separator: "/").map(String.init)
            return steps.count != 4 || components[steps[2]]?[steps[3]] == nil
        }
    }

    private static func operation(_ path: String, _ method: String, _ value: Any) throws -> Operation {
        let operation = try #require(value as? [String: Any])
        let responses = try #require(operation["responses"] as? [String: [String: Any]])
        let success = try #require(responses.first { $0.key.hasPrefix("2") }).value
        return Operation(
            path: path, method: method, id: try #require(operation["operationId"] as? String),
            statuses: Set(responses.keys), requestSchema: schema(of: operation["requestBody"]),
            answerSchema: schema(of: success) ?? "")
    }

    private static func schema(of holder: Any?) -> String? {
        let content = (holder as? [String: Any])?["content"] as? [String: Any]
        let media = content?["application/json"] as? [String: [String: Any]]
        return (media?["schema"]?["$ref"] as? String)?.split(separator: "/").last.map(String.init)
    }

    private static func references(in value: Any) -> [String] {
        switch value {
        case let object as [String: Any]:
            object.flatMap { key, value in
                if key == "$ref", let reference = value as? String { [reference] } else { references(in: value) }
            }
        case let array as [Any]: array.flatMap(references)
        default: []
        }
    }
}
