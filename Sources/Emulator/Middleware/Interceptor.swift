package import Hummingbird

/// What a middleware passes the request on to.
package typealias NextResponder = @concurrent (Request, EmulatorContext) async throws -> Response

/// Sees a request before its operation and the answer after it, and may put its own in place of either.
package typealias Interceptor = MiddlewareProtocol<Request, Response, EmulatorContext>
