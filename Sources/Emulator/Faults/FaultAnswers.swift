import AgentsAPI
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

extension StatusFault {
    func answer(correlationID: String) throws -> Response {
        var response = try bare(correlationID: correlationID)
        response.headers[.retryAfter] = retryAfter?.value
        return response
    }

    private func bare(correlationID: String) throws -> Response {
        let status = HTTPResponse.Status(
            code: status, reasonPhrase: HTTPResponseStatus(statusCode: status).reasonPhrase)
        switch body {
        case .none: return Response(status: status)
        case .html: return Response(status: status, headers: [.contentType: "text/html"], body: page(status))
        case .envelope:
            let refusal = Refusal(
                status: status, code: code ?? .standing(for: status),
                message: message ?? "The fault script answers \(status.code).")
            return try Answer.refusal(refusal, correlationID: correlationID)
        }
    }

    private func page(_ status: HTTPResponse.Status) -> ResponseBody {
        let title = "\(status.code) \(status.reasonPhrase)"
        let text = "<html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>\n"
        return ResponseBody(byteBuffer: ByteBuffer(string: text))
    }
}

extension ErrorCode {
    fileprivate static func standing(for status: HTTPResponse.Status) -> ErrorCode {
        switch status {
        case .unauthorized: .invalidToken
        case .forbidden: .forbidden
        case .tooManyRequests: .rateLimitExceeded
        default: .named(after: status)
        }
    }
}

extension RetryAfter {
    fileprivate var value: String {
        switch self {
        case .seconds(let seconds): "\(seconds)"
        case .date(let seconds): Self.httpDate.string(from: Date(timeIntervalSinceNow: Double(seconds)))
        case .text(let text): text
        }
    }

    /// As in RFC 9110: `Sun, 06 Nov 1994 08:49:37 GMT`.
    private static var httpDate: DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter
    }
}

extension Response {
    /// The same answer, of which half the body or so many bytes arrive before the connection is closed.
    func cut(after bytes: Int?, closing channel: any Channel) async throws -> Response {
        let whole = try await self.bytes()
        var part = whole
        part.moveWriterIndex(to: part.readerIndex + min(bytes ?? whole.readableBytes / 2, whole.readableBytes))
        let body = ResponseBody(contentLength: whole.readableBytes) { [part] writer in
            try await writer.write(part)
            try await channel.close()
            throw Hangup.closing
        }
        return Response(status: status, headers: headers, body: body)
    }
}
