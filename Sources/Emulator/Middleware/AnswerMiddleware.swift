import HTTPTypes
import Hummingbird
import Logging

/// Gives every answer its correlation id, and makes every error, Hummingbird's own too, an envelope.
struct AnswerMiddleware: RouterMiddleware {
    typealias Context = EmulatorContext

    let directory: PathDirectory

    func handle(
        _ request: Request, context: EmulatorContext, next: NextResponder
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let hangup as Hangup {
            throw hangup
        } catch {
            let refusal = refusal(for: error, request, context)
            response = try Answer.refusal(refusal, correlationID: context.correlationID)
        }
        response.headers[.correlationID] = context.correlationID
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func refusal(for error: any Error, _ request: Request, _ context: EmulatorContext) -> Refusal {
        switch error {
        case let refusal as Refusal:
            return refusal
        case let error as HTTPError where error.status == .notFound:
            let methods = directory.methods(at: request.uri.path)
            return methods.isEmpty
                ? .unknownPath(request.uri.path) : .methodNotAllowed(request.method, allowed: methods)
        case let error as any HTTPResponseError:
            return .other(error.status, headers: (error as? HTTPError)?.headers ?? [:])
        default:
            context.logger.error("A request failed.", metadata: ["error": "\(error)"])
            return .internalError
        }
    }
}
