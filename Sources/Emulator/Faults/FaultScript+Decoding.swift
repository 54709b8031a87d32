import AgentsAPI
import Telephony

extension FaultScript: Decodable {
    package init(from decoder: any Decoder) throws {
        let fields = try ScriptFields(decoder, known: ["faults", "seed"])
        self.init(
            try fields.required("faults", [Fault].self, "a list of faults"),
            seed: try fields.value("seed", UInt64.self, "a whole number, not negative") ?? 0)
    }
}

extension Fault: Decodable {
    package init(from decoder: any Decoder) throws {
        let fields = try ScriptFields(
            decoder, known: ["name", "on", "connectors", "calls", "times", "probability", "fault"])
        let kind = try fields.required("fault", FaultKind.self, "an object with a kind")
        self.init(
            kind,
            on: try Self.operations(fields, of: kind),
            connectors: try fields.texts("connectors", "the id of a connector, or a list of them")?
                .map(ConnectorID.init(rawValue:)),
            calls: try fields.occurrences("calls"),
            times: try fields.integer("times", in: 0...Int.max, "a whole number, not negative"),
            probability: try fields.number("probability", in: 0...1, "a number from 0 to 1"),
            name: try fields.text("name"))
    }

    private static func operations(_ fields: ScriptFields, of kind: FaultKind) throws -> Set<Operation>? {
        guard let names = try fields.texts("on", "the name of an operation, a list of them, or any"),
            names != ["any"]
        else { return nil }
        let operations = Set(try names.map { try operation($0, fields) })
        if let possible = kind.operations, let unfit = operations.subtracting(possible).map(\.rawValue).min() {
            throw FaultScriptProblem.unfit(
                kind.name, unfit, fields.place("on"), known: possible.map(\.rawValue))
        }
        return operations
    }

    private static func operation(_ name: String, _ fields: ScriptFields) throws -> Operation {
        guard let operation = Operation(rawValue: name) else {
            throw FaultScriptProblem.unknownName(
                name, fields.place("on"), known: Operation.allCases.map(\.rawValue) + ["any"])
        }
        return operation
    }
}
