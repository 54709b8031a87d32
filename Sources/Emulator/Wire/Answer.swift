import AgentsAPI
import Foundation
import HTTPTypes
import Hummingbird

/// Makes the responses of the API.
enum Answer {
    /// Safe to share: encoding does not change it.
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// What comes often or is long has a quick way into JSON, the rest has Foundation's.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let bytes = try (value as? any JSONWritable)?.jsonBytes ?? Array(encoder.encode(value))
        let body = ByteBuffer(bytes: bytes)
        return Response(status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
    }

    /// The error envelope, and the headers that belong to the refusal.
    static func refusal(_ refusal: Refusal, correlationID: String) throws -> Response {
        var response = try json(refusal.envelope(correlationID: correlationID), status: refusal.status)
        response.headers.append(contentsOf: refusal.headers)
        return response
    }
}
