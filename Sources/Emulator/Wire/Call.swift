import AgentsAPI
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Telephony

/// A request of the telephony part: the agent it is about, the key it carries, its parameters and its body.
struct Call {
    let request: Request
    let context: EmulatorContext
    /// Bytes a body may have.
    let bodyLimit: Int

    var key: String { context.key }
    var agent: AgentID { context.agent }
    var account: AccountID { AccountID(rawValue: context.pathParameter("accountId")) }
    var connector: ConnectorID { ConnectorID(rawValue: context.pathParameter("connectorId")) }
    /// With its `+`, whether the path spells that `+` or `%2B`.
    var number: String { context.pathParameter("number") }

    func query(_ name: String) -> String? { request.uri.queryParameters[name[...]].map(String.init) }

    /// The body, refused unless it is JSON of the schema.
    func body<Body: Decodable>(_ type: Body.Type) async throws -> Body {
        guard isJSON else { throw Refusal.notJSON }
        return try await Self.decode(type, from: bytes())
    }

    /// The body, or `nil` when there is none at all.
    func bodyIfAny<Body: Decodable>(_ type: Body.Type) async throws -> Body? {
        let data = try await bytes()
        guard !data.isEmpty else { return nil }
        guard isJSON else { throw Refusal.notJSON }
        return try Self.decode(type, from: data)
    }

    private func bytes() async throws -> Data {
        var request = request
        return try await Data(request.takeIn(upTo: bodyLimit, noting: context.record).readableBytesView)
    }

    private var isJSON: Bool {
        let type = request.headers[.contentType]?.prefix { $0 != ";" } ?? ""
        return type.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
    }

    /// Safe to share: decoding does not change it.
    private static let decoder = JSONDecoder()

    /// A body that cannot be read in the quick way is read once more to say what is wrong with it.
    private static func decode<Body: Decodable>(_ type: Body.Type, from data: Data) throws -> Body {
        if let readable = type as? any JSONReadable.Type, let body = try? readable.init(jsonBytes: data) as? Body {
            return body
        }
        do {
            return try decoder.decode(type, from: data)
        } catch let error as DecodingError {
            throw Refusal.schema(SchemaViolation.sentence(for: error))
        }
    }
}
