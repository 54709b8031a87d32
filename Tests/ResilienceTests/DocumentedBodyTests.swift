import AgentsClient
import Migration
import Testing

import struct Foundation.Data
import class Foundation.JSONDecoder

@testable import Emulator

@Suite("What runs send") struct DocumentedBodyTests {
    /// Requests of runs that meet refusals, so that single requests are among them.
    private static func requests() async throws -> [RequestLog.Entry] {
        var entries: [RequestLog.Entry] = []
        for premise in [House.premise(.lookup), House.premise(.inventory), NumberCombination.premise] {
            for refused in [nil, StatusFault(400)] {
                var course = Course(batchSize: 2)
                if let refused {
                    course.faults = [
                        Fault(
                            .status(refused), on: [.updateConnectors, .importPhoneNumbers, .deletePhoneNumbers],
                            calls: [1...2])
                    ]
                }
                entries += try await withTrial(premise) { trial in
                    _ = try await trial.session(course)
                    return trial.log.entries
                }
            }
        }
        return entries
    }

    @Test("every body is of the form that the document gives, field for field")
    func bodies() async throws {
        let document = BodySchemas(OpenAPIDocument.document)
        var operations: Set<Operation> = []
        for entry in try await Self.requests() {
            let operation = try #require(entry.operation)
            guard let body = entry.body else {
                #expect(document.schema(of: operation) == nil, "\(operation) was sent without a body")
                continue
            }
            let schema = try #require(document.schema(of: operation), "\(operation) takes no body")
            let json = try JSONDecoder().decode(JSONValue.self, from: Data(body.utf8))
            #expect(document.faults(of: json, schema, "\(operation)") == [], "\(body)")
            operations.insert(operation)
        }
        let documented = Operation.allCases.filter { document.schema(of: $0) != nil }
        #expect(operations == Set(documented))
    }

    @Test(
        "a body that is not of the form is told from one that is",
        arguments: [
            #"{"connectorIds":[]}"#, #"{"connectorIds":"c01"}"#, #"{"connectorIds":[1]}"#, "{}", "[]",
            #"{"connectorIds":["c01"],"more":1}"#,
        ])
    func faults(body: String) throws {
        let document = BodySchemas(OpenAPIDocument.document)
        let schema = try #require(document.schema(of: .getConnectors))
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(body.utf8))
        #expect(document.faults(of: json, schema, "body") != [])
        let good = try JSONDecoder().decode(JSONValue.self, from: Data(#"{"connectorIds":["c01"]}"#.utf8))
        #expect(document.faults(of: good, schema, "body") == [])
    }
}

/// As much of JSON Schema as the document uses for requests. A field that a schema does not name is a fault.
private struct BodySchemas {
    private let document: JSONValue

    init(_ document: JSONValue) { self.document = document }

    func schema(of operation: Operation) -> JSONValue? {
        document["paths"]?[operation.path]?["\(operation.method)".lowercased()]?["requestBody"]?["content"]?[
            "application/json"]?["schema"]
    }

    func faults(of value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
        if case .string(let reference)? = schema["$ref"] {
            let name = reference.split(separator: "/").last.map(String.init) ?? ""
            guard let target = document["components"]?["schemas"]?[name] else { return ["\(place): no \(reference)"] }
            return faults(of: value, target, place)
        }
        guard types(schema).isEmpty || types(schema).contains(value.type) else {
            return ["\(place) is \(value.type), not \(types(schema))"]
        }
        switch value {
        case .object(let fields): return faults(of: fields, schema, place)
        case .array(let elements):
            let least: Int = if case .integer(let least)? = schema["minItems"] { least } else { 0 }
            let own = elements.count < least ? ["\(place) has \(elements.count) elements"] : []
            guard let items = schema["items"] else { return own }
            return own + elements.enumerated().flatMap { faults(of: $1, items, "\(place)[\($0)]") }
        case .string(let text):
            if case .array(let known)? = schema["enum"], !known.contains(.string(text)) {
                return ["\(place) is none of \(known)"]
            }
            guard case .string(let pattern)? = schema["pattern"], let expression = try? Regex(pattern) else {
                return []
            }
            return text.contains(expression) ? [] : ["\(place) does not match \(pattern)"]
        case .null, .integer, .number, .boolean: return []
        }
    }

    private func faults(of fields: [String: JSONValue], _ schema: JSONValue, _ place: String) -> [String] {
        guard case .object(let properties)? = schema["properties"] else { return ["\(place) has no schema"] }
        var faults: [String] = []
        if case .array(let required)? = schema["required"] {
            for case .string(let name) in required where fields[name] == nil { faults.append("\(place) lacks \(name)") }
        }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            guard let property = properties[name] else {
                faults.append("\(place) has \(name)")
                continue
            }
            faults += self.faults(of: value, property, "\(place).\(name)")
        }
        return faults
    }

    private func types(_ schema: JSONValue) -> [String] {
        switch schema["type"] {
        case .string(let type)?: [type]
        case .array(let types)?: types.compactMap { if case .string(let type) = $0 { type } else { nil } }
        default: []
        }
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue? {
        if case .object(let fields) = self { fields[name] } else { nil }
    }

    fileprivate var type: String {
        switch self {
        case .null: "null"
        case .string: "string"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        case .array: "array"
        case .object: "object"
        }
    }
}
