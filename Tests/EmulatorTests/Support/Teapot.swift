import Emulator
import HTTPTypes
import Hummingbird

/// Lets the operation happen and answers something else.
struct Teapot: Interceptor {
    func handle(
        _ request: Request, context: EmulatorContext, next: NextResponder
    ) async throws -> Response {
        _ = try await next(request, context)
        return Response(status: HTTPResponse.Status(code: 418))
    }
}
