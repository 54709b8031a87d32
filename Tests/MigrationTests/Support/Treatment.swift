import AgentsAPI
import AgentsClient
import Foundation
import Telephony
import TestSupport
import Testing

/// What happens to one request between the client and the emulator.
enum Treatment: Sendable {
    case pass
    /// The API refuses it; nothing is changed.
    case refuse(Int, ErrorCode)
    /// Never arrives, and the client waits in vain.
    case loseRequest
    /// Arrives and is carried out, and the client waits in vain.
    case loseAnswer
    /// `retryAfter` is the header that comes with it.
    case fail(ClientFailure.Kind, retryAfter: String? = nil)
    /// Never arrives, and this is answered.
    case answer(Data)
    /// Is carried out, and the answer changed on its way.
    case edit(@Sendable (Data) throws -> Data)

    /// The results of a batch update, changed on their way.
    static func editResults(_ change: @escaping @Sendable (inout [ConnectorUpdateResult]) -> Void) -> Treatment {
        .edit { data in
            var response = try JSONDecoder().decode(ConnectorBatchUpdateResponse.self, from: data)
            change(&response.results)
            return try JSONEncoder().encode(response)
        }
    }

    /// What a batch read found and did not find, changed on its way.
    static func editReadings(_ change: @escaping @Sendable (inout ConnectorBatch) -> Void) -> Treatment {
        .edit { data in
            var batch = try JSONDecoder().decode(ConnectorBatch.self, from: data)
            change(&batch)
            return try JSONEncoder().encode(batch)
        }
    }
}

/// Treats each request as a test decides, and remembers them all.
struct TreatedTransport: Transport {
    let base: any Transport
    let requests: Recorder<APIRequest>
    let treat: @Sendable (APIRequest) async throws -> Treatment

    func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        var seen = request
        // Whoever takes its answer is not to be kept by the list.
        seen.bodyStream = nil
        requests.append(seen)
        switch await treatment(of: request) {
        case .pass: return try await base.send(request)
        case .refuse(let status, let code): throw Self.refusal(status, code, of: request)
        case .loseRequest: throw Self.silence(request)
        case .loseAnswer:
            _ = try await base.send(request)
            throw Self.silence(request)
        case .fail(let kind, let retryAfter):
            var failure = ClientFailure(kind, of: request.operation)
            failure.retryAfter = retryAfter
            throw failure
        case .answer(let body): return APIResponse(status: 200, body: body)
        case .edit(let change): return try await edited(request, change)
        }
    }

    private func treatment(of request: APIRequest) async -> Treatment {
        do {
            return try await treat(request)
        } catch {
            Issue.record(error)
            return .pass
        }
    }

    private func edited(
        _ request: APIRequest, _ change: (Data) throws -> Data
    ) async throws(ClientFailure) -> APIResponse {
        var held = request
        held.bodyStream = nil
        var response = try await base.send(held)
        do {
            response.body = try change(response.body)
        } catch {
            Issue.record(error)
        }
        return response
    }

    private static func silence(_ request: APIRequest) -> ClientFailure {
        ClientFailure(.timedOut(.answering, after: .seconds(30)), of: request.operation)
    }

    private static func refusal(_ status: Int, _ code: ErrorCode, of request: APIRequest) -> ClientFailure {
        let envelope = ErrorEnvelope(error: "No", errorID: "id-\(status)", errorCode: code, errorMessage: "No.")
        return ClientFailure(.refused(status: status, envelope), of: request.operation)
    }
}

extension APIRequest {
    /// The connectors that a batch update names, in its order.
    var updated: [ConnectorID] {
        guard operation == .updateConnectors, let body,
            let batch = try? JSONDecoder().decode(ConnectorBatchUpdateRequest.self, from: body)
        else { return [] }
        return batch.updates.map(\.connectorId)
    }
}
