import AgentsAPI
import Telephony

extension FaultKind: Decodable {
    package init(from decoder: any Decoder) throws {
        let name = try ScriptFields(decoder, known: nil).requiredChoice("kind", Name.self)
        let fields = try ScriptFields(decoder, known: ["kind"] + Self.fields(of: name))
        switch name {
        case .status: self = .status(try StatusFault(fields))
        case .closeConnection: self = .closeConnection(try fields.requiredChoice("when", Moment.self))
        case .cutAnswer: self = .cutAnswer(bytes: try fields.count("bytes"))
        case .delay: self = .delay(try DelayFault(fields))
        case .wrongShape: self = .wrongShape(try fields.value("body", JSONValue.self, "JSON") ?? Self.unexpected)
        case .reverseResults: self = .reverseResults
        case .addResult: self = .addResult(ConnectorID(rawValue: try fields.text("connector") ?? "nobody-asked"))
        case .revokeKey: self = .revokeKey
        case .forbidKey: self = .forbidKey
        case .outage: self = .outage(connections: try fields.count("connections") ?? 1)
        case .dropResults, .repeatResults, .omitData, .storeOther, .ignoreChange, .pretendChange, .failItems:
            self = .updates(try UpdateFault(name, fields), items: try fields.occurrences("items"))
        }
    }

    private static let unexpected: JSONValue = ["unexpected": true]

    private static func fields(of name: Name) -> [String] {
        switch name {
        case .status: ["status", "body", "code", "message", "retryAfter", "applied"]
        case .closeConnection: ["when"]
        case .cutAnswer: ["bytes"]
        case .delay: ["seconds", "apply"]
        case .wrongShape: ["body"]
        case .addResult: ["connector"]
        case .outage: ["connections"]
        case .reverseResults, .revokeKey, .forbidKey: []
        case .dropResults, .repeatResults, .omitData, .ignoreChange, .pretendChange: ["items"]
        case .storeOther: ["items", "settings"]
        case .failItems: ["items", "error", "status", "code"]
        }
    }
}

extension ScriptFields {
    fileprivate func count(_ field: String) throws -> Int? {
        try integer(field, in: 0...Int.max, "a whole number, not negative")
    }

    fileprivate func errorStatus() throws -> Int? {
        try integer("status", in: 400...599, "a whole number from 400 to 599")
    }

    fileprivate func errorCode() throws -> ErrorCode? { try text("code").map(ErrorCode.init(rawValue:)) }
}

extension StatusFault {
    fileprivate init(_ fields: ScriptFields) throws {
        guard let status = try fields.errorStatus() else {
            throw FaultScriptProblem.missing(fields.place("status"), "a whole number from 400 to 599")
        }
        self.init(
            status, body: try fields.choice("body", Body.self) ?? .envelope, code: try fields.errorCode(),
            message: try fields.text("message"), retryAfter: try Self.retryAfter(fields),
            applied: try fields.flag("applied") ?? false)
    }

    private static func retryAfter(_ fields: ScriptFields) throws -> RetryAfter? {
        let expected = "a number of seconds, a text, or an object {\"dateIn\": seconds}"
        switch try fields.value("retryAfter", JSONValue.self, expected) {
        case nil: return nil
        case .integer(let seconds): return .seconds(seconds)
        case .string(let text): return .text(text)
        case .object(let object):
            if case .integer(let seconds) = object["dateIn"], object.count == 1 {
                return .date(secondsFromNow: seconds)
            }
            fallthrough
        default: throw FaultScriptProblem.wrong(fields.place("retryAfter"), expected)
        }
    }
}

extension DelayFault {
    fileprivate init(_ fields: ScriptFields) throws {
        let seconds = try fields.number("seconds", in: 0...86_400, "a number of seconds, at most a day's")
        self.init(seconds.map { .seconds($0) }, apply: try fields.choice("apply", Application.self) ?? .atOnce)
    }
}

extension UpdateFault {
    fileprivate init(_ name: FaultKind.Name, _ fields: ScriptFields) throws {
        switch name {
        case .dropResults: self = .dropResults
        case .repeatResults: self = .repeatResults
        case .omitData: self = .omitData
        case .ignoreChange: self = .ignoreChange
        case .pretendChange: self = .pretendChange
        case .storeOther:
            self = .storeOther(try fields.required("settings", Settings.self, "an object with settings").patch)
        default:
            var failure = UpdateFailure()
            failure.error = try fields.text("error") ?? failure.error
            failure.status = try fields.errorStatus() ?? failure.status
            failure.code = try fields.errorCode() ?? failure.code
            self = .failItems(failure)
        }
    }
}

/// The settings of a patch, none of which may be unknown.
private struct Settings: Decodable {
    let patch: ConnectorPatch

    init(from decoder: any Decoder) throws {
        _ = try ScriptFields(decoder, known: ["variantId", "asrLangCode", "voiceName", "projectId"])
        patch = try ConnectorPatch(from: decoder)
    }
}
