/// A sentence that says where and how a body departs from its schema.
enum SchemaViolation {
    static func sentence(for error: DecodingError) -> String {
        switch error {
        case .typeMismatch(let type, let context):
            "\(place(context.codingPath)) must be \(name(of: type))."
        case .valueNotFound(let type, let context):
            "\(place(context.codingPath)) must be \(name(of: type)), not null."
        case .keyNotFound(let key, let context):
            "\(place(context.codingPath + [key])) is missing."
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            "The body is not valid JSON."
        case .dataCorrupted(let context):
            "\(place(context.codingPath)) has a value that is not allowed."
        @unknown default:
            "The body does not match its schema."
        }
    }

    /// A path such as `updates[3].voiceName`.
    private static func place(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "The body" }
        return path.reduce(into: "") { place, key in
            if let index = key.intValue {
                place += "[\(index)]"
            } else {
                place += place.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "a boolean"
        case is any AnyArray.Type: "an array"
        default: "an object"
        }
    }
}

private protocol AnyArray {}
extension Array: AnyArray {}
