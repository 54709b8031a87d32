import AgentsAPI
import ForeignText
import Foundation
import HTTPTypes
import Telephony

/// Turns typed calls into requests, and answers into values.
struct Caller: Sendable {
    /// An element of a listing may be as long as this, in bytes.
    static let longestElement = 64 * 1_048_576

    let transport: any Transport

    func call<Value: JSONReadable & Sendable>(
        _ operation: TelephonyOperation, _ method: HTTPRequest.Method, _ path: TelephonyPath,
        body: (any JSONWritable)? = nil, isSentOnce: Bool = false
    ) async throws(ClientFailure) -> Answer<Value> {
        var request = try request(operation, method, path)
        request.isSentOnce = isSentOnce
        request.body = body.map { Data($0.jsonBytes) }
        let response = try await transport.send(request).accepted(for: operation)
        do {
            let value = try Value(jsonBytes: response.body)
            return Answer(value, correlationID: response.correlationID, attempts: response.attempts)
        } catch {
            throw ClientFailure(unreadable: error, response, of: operation)
        }
    }

    /// Hands over a listing's elements as they arrive. Throws `ClientFailure`, and what `take` throws.
    func list<Element: JSONReadable & Sendable>(
        _ name: String, _ operation: TelephonyOperation, _ path: TelephonyPath, query: [APIRequest.QueryItem] = [],
        _ take: @escaping @Sendable (ListingPiece<Element>) async throws -> Void
    ) async throws {
        let reader = ListingReader<Element>(name: name, longestElement: Self.longestElement)
        let stream = BodyStream {
            await reader.begin()
            try await take(.begins)
        } take: { bytes in
            let elements = try await reader.take(bytes)
            if !elements.isEmpty { try await take(.elements(elements)) }
        }
        var request = try request(operation, .get, path)
        request.query = query
        request.bodyStream = stream
        var answer: APIResponse?
        do {
            let response = try await transport.send(request).accepted(for: operation)
            answer = response
            if !response.body.isEmpty {
                // It came through a transport that holds bodies.
                try await stream.begin()
                try await stream.take([UInt8](response.body))
            }
            let rest = try await reader.end()
            if !rest.isEmpty { try await take(.elements(rest)) }
        } catch {
            let cause = stream.failure ?? error
            guard cause is JSONProblem || cause is ListingSplitter.TooLong else { throw cause }
            let response = answer ?? APIResponse(status: 200)
            var failure = ClientFailure(unreadable: cause, response, of: operation)
            failure.excerpt = HarmlessText.make(await reader.opening)
            throw failure
        }
    }

    private func request(
        _ operation: TelephonyOperation, _ method: HTTPRequest.Method, _ path: TelephonyPath
    ) throws(ClientFailure) -> APIRequest {
        let request = APIRequest(operation, method: method, path: path.description)
        guard request.hasSoundPath else {
            throw .notSent(.unsendable("an identifier is empty or would change the request's path"), of: operation)
        }
        return request
    }
}

extension ClientFailure {
    /// An answer that holds something else than it should.
    fileprivate init(unreadable error: any Error, _ response: APIResponse, of operation: TelephonyOperation) {
        let kind: Kind =
            switch error {
            case JSONProblem.wrongShape(let path): .unreadable(.wrongShape(path: path))
            case is ListingSplitter.TooLong: .tooLarge(limit: Caller.longestElement)
            default: .unreadable(.notJSON)
            }
        self.init(kind, of: operation, correlationID: response.correlationID, attempts: response.attempts)
        excerpt = HarmlessText.make(response.body)
    }
}
