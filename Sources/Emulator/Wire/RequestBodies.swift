import Hummingbird
import NIOCore

extension Request {
    /// Takes in the whole body, so that it can be read more than once, and notes it as it came.
    ///
    /// - Parameter limit: bytes.
    mutating func takeIn(upTo limit: Int, noting record: RequestRecord) async throws(Refusal) -> ByteBuffer {
        do {
            let body = try await collectBody(upTo: limit)
            record.note { $0.body = $0.body ?? body }
            return body
        } catch is NIOTooManyBytesError {
            throw .bodyTooLarge(limit: limit)
        } catch {
            // Whatever else goes wrong here goes wrong with the connection.
            throw .bodyIncomplete
        }
    }

    /// The same request with another body.
    func with(body: ByteBuffer) -> Request {
        var request = self
        request.body = RequestBody(buffer: body)
        return request
    }
}

extension Response {
    /// The whole body of an answer that has not left yet.
    func bytes() async throws -> ByteBuffer {
        let collector = BodyCollector()
        try await body.write(collector)
        return collector.buffer
    }
}

private final class BodyCollector: ResponseBodyWriter {
    private(set) var buffer = ByteBuffer()

    func write(_ part: ByteBuffer) { buffer.writeImmutableBuffer(part) }

    func finish(_ trailingHeaders: HTTPFields?) {}
}
