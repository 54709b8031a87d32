import HTTPTypes
import Hummingbird
import Logging

/// Writes each request down when it is decided how it ends, and before the client can learn of it.
struct RequestLogMiddleware: RouterMiddleware {
    typealias Context = EmulatorContext

    let journal: RequestJournal
    let keys: [AccessKey]

    func handle(
        _ request: Request, context: EmulatorContext, next: NextResponder
    ) async throws -> Response {
        let number = journal.arrive()
        let outcome: Result<Response, any Error>
        do {
            outcome = .success(try await next(request, context))
        } catch {
            outcome = .failure(error)
        }
        do {
            try journal.append(entry(number, request, context, try? outcome.get().status))
        } catch {
            context.logger.error("The request log cannot be written.", metadata: ["error": "\(error)"])
            throw Hangup.closing
        }
        return try outcome.get()
    }

    private func entry(
        _ number: Int, _ request: Request, _ context: EmulatorContext, _ status: HTTPResponse.Status?
    ) -> RequestLog.Entry {
        let notes = context.record.notes
        let key = request.headers[.apiKey]
        let body = notes.body.flatMap { $0.readableBytes > 0 ? $0 : nil }
        return RequestLog.Entry(
            number: number, key: keys.firstIndex { $0.value == key }.map { $0 + 1 }, method: request.method.rawValue,
            path: request.uri.string,
            operation: context.operation(of: request),
            connectors: ConnectorMentions.inRequest(request, context, body: body),
            body: body.map { String(buffer: $0) }, applied: notes.applied, changed: notes.changed,
            changedNumbers: notes.changedNumbers, status: status?.code, ending: status == nil ? .closed : notes.ending,
            fault: notes.fault,
            correlationID: context.correlationID)
    }
}
