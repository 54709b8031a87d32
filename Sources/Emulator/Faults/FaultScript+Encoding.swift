import AgentsAPI
import Telephony

extension FaultScript: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: ScriptKey.self)
        try fields.write("seed", seed)
        try fields.write("faults", faults)
    }
}

extension Fault: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: ScriptKey.self)
        try fields.write("fault", kind)
        try fields.write("name", name == kind.name.rawValue ? nil : name)
        try fields.write("on", on?.map(\.rawValue).sorted())
        try fields.write("connectors", connectors)
        try fields.write("calls", calls?.description)
        try fields.write("times", times)
        try fields.write("probability", probability)
    }
}

extension FaultKind: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: ScriptKey.self)
        try fields.write("kind", name.rawValue)
        switch self {
        case .status(let fault): try fault.write(to: &fields)
        case .closeConnection(let moment): try fields.write("when", moment.rawValue)
        case .cutAnswer(let bytes): try fields.write("bytes", bytes)
        case .delay(let fault):
            try fields.write("seconds", fault.duration.map { $0 / .seconds(1) })
            try fields.write("apply", fault.apply.rawValue)
        case .wrongShape(let body): try fields.write("body", body)
        case .addResult(let connector): try fields.write("connector", connector)
        case .outage(let connections): try fields.write("connections", connections)
        case .reverseResults, .revokeKey, .forbidKey: break
        case .updates(let fault, let items):
            try fields.write("items", items?.description)
            try fault.write(to: &fields)
        }
    }
}

extension StatusFault {
    fileprivate func write(to fields: inout KeyedEncodingContainer<ScriptKey>) throws {
        try fields.write("status", status)
        try fields.write("body", body.rawValue)
        try fields.write("code", code)
        try fields.write("message", message)
        try fields.write("applied", applied)
        switch retryAfter {
        case .seconds(let seconds): try fields.write("retryAfter", seconds)
        case .date(let seconds): try fields.write("retryAfter", ["dateIn": seconds])
        case .text(let text): try fields.write("retryAfter", text)
        case nil: break
        }
    }
}

extension UpdateFault {
    fileprivate func write(to fields: inout KeyedEncodingContainer<ScriptKey>) throws {
        switch self {
        case .storeOther(let settings): try fields.write("settings", settings)
        case .failItems(let failure):
            try fields.write("error", failure.error)
            try fields.write("status", failure.status)
            try fields.write("code", failure.code)
        case .dropResults, .repeatResults, .omitData, .ignoreChange, .pretendChange: break
        }
    }
}

extension KeyedEncodingContainer<ScriptKey> {
    fileprivate mutating func write(_ field: String, _ value: (some Encodable)?) throws {
        try encodeIfPresent(value, forKey: ScriptKey(stringValue: field))
    }
}
