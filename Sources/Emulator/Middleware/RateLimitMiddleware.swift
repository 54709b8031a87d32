import Hummingbird

/// Answers 429 with `Retry-After` when a key sends more than its rate.
struct RateLimitMiddleware: RouterMiddleware {
    typealias Context = EmulatorContext

    let limiter: RateLimiter

    func handle(
        _ request: Request, context: EmulatorContext, next: NextResponder
    ) async throws -> Response {
        if let wait = limiter.admit(context.key) { throw Refusal.tooManyRequests(wait: wait) }
        return try await next(request, context)
    }
}
