import AgentsAPI
import AsyncHTTPClient
import ForeignText
import Foundation
import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1

/// Sends requests over HTTP/1.1. It follows no redirects, and TLS is verified.
///
/// AsyncHTTPClient is given no logger: at trace level it would print headers.
package struct HTTPTransport: Transport {
    /// What is read of a refusal, in bytes.
    private static let largestRefusal = 1 << 20

    private let configuration: HTTPConfiguration
    private let client: HTTPClient
    private let clock: any Clock<Duration>

    init(_ configuration: HTTPConfiguration, client: HTTPClient, clock: any Clock<Duration>) {
        self.configuration = configuration
        self.client = client
        self.clock = clock
    }

    package func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        guard !Task.isCancelled else { throw .notSent(.interrupted, of: request.operation) }
        let limit = configuration.requestTimeout
        let progress = Progress()
        // Of a body that is taken as it arrives, only each wait for more of it is limited.
        let answer = await clock.firstResult(within: limit, of: progress) { await exchange(request, progress) }
        guard let answer else { throw ClientFailure(.timedOut(.answering, after: limit), of: request.operation) }
        return try answer.get().accepted(for: request.operation)
    }

    private func exchange(_ request: APIRequest, _ progress: Progress) async -> Result<APIResponse, ClientFailure> {
        do {
            let answer = try await client.execute(wireRequest(request), deadline: .distantFuture)
            if let stream = request.bodyStream, (200..<300).contains(Int(answer.status.code)) {
                return await pass(answer, to: stream, of: request.operation, progress)
            }
            return await collect(answer, of: request.operation)
        } catch {
            let kind = ClientFailure.Kind(sendingFailedWith: error, configuration)
            return .failure(ClientFailure(kind, of: request.operation))
        }
    }

    private func wireRequest(_ request: APIRequest) -> HTTPClientRequest {
        var wire = HTTPClientRequest(url: configuration.baseURL.description + request.target)
        wire.method = HTTPMethod(rawValue: request.method.rawValue)
        wire.headers.add(name: HeaderName.apiKey, value: configuration.key.headerValue)
        wire.headers.add(name: "Accept", value: "application/json")
        wire.headers.add(name: "User-Agent", value: "patchbay/\(configuration.version)")
        if let body = request.body {
            wire.headers.add(name: "Content-Type", value: "application/json")
            wire.body = .bytes(ByteBuffer(bytes: body))
        }
        return wire
    }

    private func collect(
        _ answer: HTTPClientResponse, of operation: APIOperation
    ) async -> Result<APIResponse, ClientFailure> {
        var response = APIResponse(status: Int(answer.status.code), headers: redactedFields(answer.headers))
        let isRefusal = !(200..<300).contains(response.status)
        let limit = min(configuration.largestAnswer, isRefusal ? Self.largestRefusal : operation.largestAnswer)
        let ending = await response.body.fill(from: answer.body, upTo: limit)
        response.body = configuration.key.redacted(from: response.body)
        // A refusal is one however much of its body came.
        guard let ending, !isRefusal || ending == .interrupted else {
            return .success(response)
        }
        var failure = ClientFailure(ending, of: operation, correlationID: response.correlationID)
        failure.excerpt = response.body.excerpt
        return .failure(failure)
    }

    private func pass(
        _ answer: HTTPClientResponse, to stream: BodyStream, of operation: APIOperation, _ progress: Progress
    ) async -> Result<APIResponse, ClientFailure> {
        let response = APIResponse(status: Int(answer.status.code), headers: redactedFields(answer.headers))
        func failed(_ kind: ClientFailure.Kind) -> Result<APIResponse, ClientFailure> {
            .failure(ClientFailure(kind, of: operation, correlationID: response.correlationID))
        }
        do {
            try await progress.pausing { try await stream.begin() }
            var redaction = StreamedRedaction(of: configuration.key)
            for try await chunk in answer.body {
                let bytes = redaction.pass(chunk.readableBytesView)
                try await progress.pausing { try await stream.take(bytes) }
            }
            try await progress.pausing { try await stream.take(redaction.rest()) }
            return .success(response)
        } catch is CancellationError {
            return failed(.interrupted)
        } catch {
            return failed(stream.failure == nil ? .unreadable(.cutOff) : .interrupted)
        }
    }

    private func redactedFields(_ headers: HTTPHeaders) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: configuration.key.redacted(from: value)))
        }
        return fields
    }
}

extension HTTPTransport: CustomReflectable {
    /// Leaves out the client, whose requests in flight hold the key.
    package var customMirror: Mirror { Mirror(self, children: ["baseURL": configuration.baseURL]) }
}

extension Data {
    /// Appends the body; returns why it is not whole, if it is not.
    fileprivate mutating func fill(
        from body: HTTPClientResponse.Body, upTo limit: Int
    ) async -> ClientFailure.Kind? {
        do {
            for try await chunk in body {
                guard count + chunk.readableBytes <= limit else { return .tooLarge(limit: limit) }
                append(contentsOf: chunk.readableBytesView)
            }
            return nil
        } catch is CancellationError {
            return .interrupted
        } catch {
            return .unreadable(.cutOff)
        }
    }
}
