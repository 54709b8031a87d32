import AgentsAPI
import Emulator
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Telephony
import Testing

/// Whether requests go to the router or over a real socket.
enum Depth: CaseIterable, Sendable {
    case router, live

    var setup: TestingSetup { self == .router ? .router : .live }
}

/// Speaks to an emulator as one key about one agent.
struct APIClient: Sendable {
    let client: any TestClientProtocol
    var agent = Fixture.sales
    var key: String? = "all"

    func by(_ key: String?) -> Self { Self(client: client, agent: agent, key: key) }

    func about(_ agent: AgentID) -> Self { Self(client: client, agent: agent, key: key) }

    /// - Parameter path: below the agent's telephony part, or a whole path that begins with two slashes.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, type: String? = "application/json"
    ) async throws -> Reply {
        var headers: HTTPFields = [:]
        if let key { headers[.apiKeyOfTests] = key }
        if body != nil { headers[.contentType] = type }
        let uri = path.hasPrefix("//") ? String(path.dropFirst()) : "/v1/agents/\(agent)/telephony\(path)"
        let response = try await client.execute(
            uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        return Reply(response: response)
    }
}

struct Reply: Sendable {
    let response: TestResponse

    var status: Int { response.status.code }
    var text: String { String(buffer: response.body) }
    var correlationID: String? { response.headers[.correlationIDOfTests] }

    func decode<Body: Decodable>(_ type: Body.Type) throws -> Body {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    /// The keys of the body, for what the typed bodies cannot tell: absent from `null`.
    func object() throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// Holds that this is the documented envelope with all six fields and the correlation id of the header.
    func expectRefusal(
        _ status: Int, _ code: ErrorCode, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(self.status == status, "\(text)", sourceLocation: sourceLocation)
        let fields = Set(try object().keys)
        let documented: Set = ["success", "error", "error_id", "error_code", "error_message", "data"]
        #expect(fields == documented, sourceLocation: sourceLocation)
        let envelope = try decode(ErrorEnvelope.self)
        #expect(envelope.errorCode == code, sourceLocation: sourceLocation)
        #expect(!envelope.success, sourceLocation: sourceLocation)
        #expect(envelope.errorID == correlationID, sourceLocation: sourceLocation)
        #expect(UUID(uuidString: envelope.errorID) != nil, sourceLocation: sourceLocation)
    }
}

extension HTTPField.Name {
    static let apiKeyOfTests = Self("x-api-key") ?? .authorization
    static let correlationIDOfTests = Self("x-polyai-correlation-id") ?? .authorization
}

/// Runs a test against an emulator of the fixture.
func withAPI(
    _ depth: Depth, _ change: (inout EmulatorConfiguration) -> Void = { _ in },
    _ body: @Sendable (APIClient, EmulatorStore) async throws -> Void
) async throws {
    var configuration = try Fixture.configuration()
    change(&configuration)
    let emulator = try await Emulator(configuration)
    try await emulator.application().test(depth.setup) { client in
        try await body(APIClient(client: client), emulator.store)
    }
}
