import AgentsAPI
import Foundation
import Hummingbird
import NIOCore
import Telephony

/// The connectors that a request or an answer names, wherever the API has a place for them.
struct ConnectorMentions: Decodable {
    let connectors: [ConnectorID]

    private enum CodingKeys: String, CodingKey {
        case connectorId, connectorIds, updates, connectors, found, phoneNumbers
    }

    private struct Item: Decodable {
        var connectorId: ConnectorID?
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let single = try? container.decode(ConnectorID.self, forKey: .connectorId)
        let several = try? container.decode([ConnectorID].self, forKey: .connectorIds)
        let lists: [CodingKeys] = [.updates, .connectors, .found, .phoneNumbers]
        let items = lists.flatMap { (try? container.decode([Item].self, forKey: $0)) ?? [] }
        connectors = (single.map { [$0] } ?? []) + (several ?? []) + items.compactMap(\.connectorId)
    }

    /// Empty for a body that is not JSON.
    static func inBody(_ body: ByteBuffer) -> [ConnectorID] {
        (try? JSONDecoder().decode(Self.self, from: Data(body.readableBytesView)))?.connectors ?? []
    }

    /// In the path, the query and the body, in this order.
    static func inRequest(_ request: Request, _ context: EmulatorContext, body: ByteBuffer?) -> [ConnectorID] {
        let addressed = [
            context.parameters.get("connectorId").map { _ in context.pathParameter("connectorId") },
            request.uri.queryParameters["connectorId"].map(String.init),
        ]
        return addressed.compactMap { $0.map(ConnectorID.init(rawValue:)) } + (body.map(inBody) ?? [])
    }
}
