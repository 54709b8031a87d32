extension ErrorEnvelope: JSONReadable {
    private static let names = JSONNames(
        "error", "error_code", "error_id", "error_message", "message", "errors", "detail")

    /// Of either form, and of what is left of one; throws when nothing in it says what is wrong.
    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            func text(_ place: Int) -> String { (try? members.readIfPresent(place) { try $0.string() }) ?? "" }
            let faults = (try? members.readIfPresent(5) { try $0.list { try FieldFault(json: $0) } }) ?? []
            let message = ([text(3), text(4), text(6)].first { !$0.isEmpty }).map { [$0] } ?? []
            let envelope = ErrorEnvelope(
                error: text(0), errorID: text(2), errorCode: ErrorCode(rawValue: text(1)),
                errorMessage: (message + faults.map(\.text)).joined(separator: "; "))
            guard !(envelope.error + envelope.errorCode.rawValue + envelope.errorMessage).isEmpty else {
                throw JSONProblem.wrongShape(path: "")
            }
            return envelope
        }
    }
}

/// What is wrong with one field of a request; some servers say it as a bare text.
private struct FieldFault: JSONReadable {
    private static let names = JSONNames("field", "message")

    let text: String

    init(json: JSONNode) throws {
        if let text = try? json.string() {
            self.text = text
            return
        }
        text = try json.members(Self.names) { members in
            let field = try members.readIfPresent(0) { try $0.string() } ?? ""
            let message = try members.string(1)
            return field.isEmpty ? message : "\(field): \(message)"
        }
    }
}
