package import HTTPTypes
import Hummingbird
import Synchronization

/// What was asked of the emulator and how it answered, in the order of the answers. Holds no keys.
package final class RequestLog: Sendable {
    package struct Entry: Hashable, Sendable {
        package var method: HTTPRequest.Method
        /// With the query, as it was sent.
        package var path: String
        package var status: HTTPResponse.Status
        /// As the request's `Content-Length` says.
        package var bodyBytes: Int
        package var correlationID: String
    }

    private let log = Mutex<[Entry]>([])

    package init() {}

    package var entries: [Entry] { log.withLock { $0 } }

    func append(_ entry: Entry) { log.withLock { $0.append(entry) } }
}

struct RequestLogMiddleware: RouterMiddleware {
    typealias Context = EmulatorContext

    let log: RequestLog

    func handle(
        _ request: Request, context: EmulatorContext, next: NextResponder
    ) async throws -> Response {
        let response = try await next(request, context)
        log.append(
            RequestLog.Entry(
                method: request.method, path: request.uri.string, status: response.status,
                bodyBytes: request.headers[.contentLength].flatMap { Int($0) } ?? 0,
                correlationID: context.correlationID))
        return response
    }
}
