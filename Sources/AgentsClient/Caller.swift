import AgentsAPI
import ForeignText
import Foundation
import HTTPTypes
import Telephony

/// Turns typed calls into requests, and answers into values.
struct Caller: Sendable {
    /// An element of a listing may be as long as this, in bytes.
    static let longestElement = 1 << 20

    let transport: any Transport

    func call<Value: JSONReadable & Sendable>(
        _ operation: APIOperation, _ method: HTTPRequest.Method, _ path: APIPath,
        body: (any JSONWritable)? = nil, isSentOnce: Bool = false
    ) async throws(ClientFailure) -> Answer<Value> {
        var request = try request(operation, method, path)
        request.isSentOnce = isSentOnce
        request.body = body.map { Data($0.jsonBytes) }
        return try await read(request) { (response: APIResponse) in
            let value = try Value(jsonBytes: response.body)
            var answer = Answer(value, correlationID: response.correlationID, attempts: response.attempts)
            answer.elapsed = response.elapsed
            return answer
        }
    }

    /// Sends a request and reads its answer; what only reads is sent again while the answer is none.
    private func read<Value: Sendable>(
        _ request: APIRequest, _ read: (APIResponse) throws -> Value
    ) async throws(ClientFailure) -> Value {
        var earlier: ClientFailure?
        while true {
            var response = try await send(request, after: earlier)
            response.attempts += earlier?.attempts ?? 0
            do {
                return try read(response)
            } catch {
                let failure = ClientFailure(unreadable: error, response, of: request.operation)
                earlier = try await again(request, after: failure)
            }
        }
    }

    func send(
        _ request: APIRequest, after earlier: ClientFailure?
    ) async throws(ClientFailure) -> APIResponse {
        do {
            return try await transport.send(request).accepted(for: request.operation)
        } catch {
            throw error.following(earlier)
        }
    }

    /// Waits until a request may be made once more; throws when it may not be. Its attempts are those of the failure.
    func again(
        _ request: APIRequest, after failure: ClientFailure
    ) async throws(ClientFailure) -> ClientFailure {
        guard !request.operation.isWriting, !request.isSentOnce, failure.kind.isWorthRetrying else { throw failure }
        try await transport.pause(after: failure, attempt: failure.attempts)
        return failure
    }

    func request(
        _ operation: APIOperation, _ method: HTTPRequest.Method, _ path: APIPath
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
    init(unreadable error: any Error, _ response: APIResponse, of operation: APIOperation) {
        let kind: Kind =
            switch error {
            case JSONProblem.wrongShape(let path): .unreadable(.wrongShape(path: path))
            case is ListingSplitter.TooLong: .tooLarge(limit: Caller.longestElement)
            default: .unreadable(.notJSON)
            }
        self.init(kind, of: operation, correlationID: response.correlationID, attempts: response.attempts)
        excerpt = response.body.excerpt
    }
}
