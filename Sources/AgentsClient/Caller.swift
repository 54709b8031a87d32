import AgentsAPI
import Foundation
import HTTPTypes

/// Turns typed calls into requests, and answers into values.
struct Caller: Sendable {
    let transport: any Transport

    func call<Value: Decodable & Sendable>(
        _ operation: TelephonyOperation, _ method: HTTPRequest.Method, _ path: TelephonyPath,
        query: [APIRequest.QueryItem] = [], body: (any Encodable)? = nil, isSentOnce: Bool = false
    ) async throws(ClientFailure) -> Answer<Value> {
        var request = APIRequest(operation, method: method, path: path.description, query: query)
        guard request.hasSoundPath else {
            throw .notSent(.unsendable("an identifier is empty or would change the request's path"), of: operation)
        }
        request.isSentOnce = isSentOnce
        request.body = try body.map { (body) throws(ClientFailure) in try encode(body, for: operation) }
        let response = try await transport.send(request).accepted(for: operation)
        let value: Value = try decode(response, of: operation)
        return Answer(value, correlationID: response.correlationID, attempts: response.attempts)
    }

    private func encode(_ body: any Encodable, for operation: TelephonyOperation) throws(ClientFailure) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(body)
        } catch {
            throw .notSent(.unsendable("its body cannot be written as JSON"), of: operation)
        }
    }

    private func decode<Value: Decodable>(
        _ response: APIResponse, of operation: TelephonyOperation
    ) throws(ClientFailure) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: response.body)
        } catch {
            var failure = ClientFailure(
                .unreadable(.init(error)), of: operation, correlationID: response.correlationID,
                attempts: response.attempts)
            failure.excerpt = HarmlessText.make(response.body)
            throw failure
        }
    }
}

extension ClientFailure.Unreadability {
    fileprivate init(_ error: any Error) {
        switch error {
        case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty: self = .notJSON
        case DecodingError.dataCorrupted(let context): self = .wrongShape(path: context.codingPath.inWords)
        case DecodingError.typeMismatch(_, let context): self = .wrongShape(path: context.codingPath.inWords)
        case DecodingError.valueNotFound(_, let context): self = .wrongShape(path: context.codingPath.inWords)
        case DecodingError.keyNotFound(let key, let context):
            self = .wrongShape(path: (context.codingPath + [key]).inWords)
        default: self = .wrongShape(path: "")
        }
    }
}

extension [any CodingKey] {
    /// Such as `connectors[3].voiceName`.
    fileprivate var inWords: String {
        reduce("") { path, key in
            if let index = key.intValue { return path + "[\(index)]" }
            return path.isEmpty ? key.stringValue : path + "." + key.stringValue
        }
    }
}
