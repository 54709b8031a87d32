import AgentsAPI
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// The answer to bytes that are no request, which no route gets to see.
enum UnreadableRequest {
    /// All of it but its end. The connection is closed after it.
    static func answer() -> [HTTPResponsePart] {
        let id = UUID().uuidString.lowercased()
        guard let body = try? JSONEncoder().encode(Refusal.notHTTP.envelope(correlationID: id)) else { return [] }
        let fields: HTTPFields = [
            .contentType: "application/json", .contentLength: "\(body.count)", .connection: "close", .correlationID: id,
        ]
        let head = HTTPResponse(status: Refusal.notHTTP.status, headerFields: fields)
        return [.head(head), .body(ByteBuffer(bytes: body))]
    }
}
