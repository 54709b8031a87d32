import Foundation
import Hummingbird
import NIOCore
import Telephony

/// A request on its way to its operation, and the answer on its way back.
///
/// What passes the request on is handed in at each call, as it may not be kept.
struct Exchange {
    let operation: Operation
    let context: EmulatorContext
    private(set) var request: Request
    /// As it came; `nil` until it is taken in.
    private(set) var body: ByteBuffer?
    private var answer: Result<Response, any Error>?

    init(_ request: Request, _ context: EmulatorContext, _ operation: Operation) {
        self.request = request
        self.context = context
        self.operation = operation
    }

    /// Reads the body, which leaves the request as good as before.
    ///
    /// - Parameter limit: bytes.
    mutating func takeIn(upTo limit: Int) async throws {
        guard body == nil else { return }
        body = try await request.takeIn(upTo: limit, noting: context.record)
    }

    /// Lets the operation do its work, once; asked again it answers the same.
    mutating func perform(_ next: NextResponder) async throws -> Response {
        if let answer { return try answer.get() }
        let result: Result<Response, any Error>
        do {
            result = .success(try await next(request, context))
        } catch {
            result = .failure(error)
        }
        answer = result
        return try result.get()
    }

    /// Lets the operation work on another body.
    func perform(_ next: NextResponder, with body: some Encodable) async throws -> Response {
        try await next(request.with(body: ByteBuffer(bytes: JSONEncoder().encode(body))), context)
    }

    /// The connectors that the request names, and for an operation that only reads those of its answer as well.
    mutating func connectors(_ next: NextResponder) async -> [ConnectorID] {
        var connectors = ConnectorMentions.inRequest(request, context, body: body)
        if operation.isReading, let response = try? await perform(next), let body = try? await response.bytes() {
            connectors += ConnectorMentions.inBody(body)
        }
        return connectors
    }

    /// The body as one of the API's; `nil` when it is none, which the operation then refuses.
    func decoded<Body: Decodable>(_ type: Body.Type) -> Body? {
        body.flatMap { try? JSONDecoder().decode(type, from: Data($0.readableBytesView)) }
    }
}
