import AgentsClient
import Foundation
import HTTPTypes
import Synchronization
import TestSupport

/// Answers from a closure and remembers what it was asked.
struct FakeTransport: Transport {
    let requests = Recorder<APIRequest>()
    private let answer: @Sendable (APIRequest) async throws(ClientFailure) -> APIResponse

    init(_ answer: @escaping @Sendable (APIRequest) async throws(ClientFailure) -> APIResponse) {
        self.answer = answer
    }

    /// Gives each request the next of these; the last one serves all that follow.
    init(script: [Result<APIResponse, ClientFailure>]) {
        let script = RemainingAnswers(script)
        self.init { _ throws(ClientFailure) in try script.next().get() }
    }

    func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        requests.append(request)
        return try await answer(request)
    }
}

private final class RemainingAnswers: Sendable {
    private let answers: Mutex<[Result<APIResponse, ClientFailure>]>

    init(_ answers: [Result<APIResponse, ClientFailure>]) { self.answers = Mutex(answers) }

    func next() -> Result<APIResponse, ClientFailure> {
        answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
}

extension APIRequest {
    static let sample = APIRequest(.getConnectors, method: .post, path: "/v1/x", body: Data("{}".utf8))
    static let writing = APIRequest(.updateConnectors, method: .patch, path: "/v1/x", body: Data("{}".utf8))
}

extension APIResponse {
    static func ok(_ json: String = "{}", status: Int = 200) -> Self {
        APIResponse(
            status: status, headers: [HTTPField.Name("X-PolyAI-Correlation-Id") ?? .server: "corr-1"],
            body: Data(json.utf8))
    }
}

extension ClientFailure {
    static func refused(_ status: Int, retryAfter: String? = nil) -> Self {
        var failure = ClientFailure(.refused(status: status, nil), of: .getConnectors)
        failure.retryAfter = retryAfter
        return failure
    }

    static func failed(_ kind: Kind) -> Self { ClientFailure(kind, of: .getConnectors) }
}

/// The failure that `body` throws; records an issue when it throws none.
func failure<Value>(of body: () async throws -> Value) async throws -> ClientFailure {
    do {
        _ = try await body()
    } catch let failure as ClientFailure {
        return failure
    }
    throw NoFailure()
}

struct NoFailure: Error {}
