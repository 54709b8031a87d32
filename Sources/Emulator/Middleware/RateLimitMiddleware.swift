import HTTPTypes
import Hummingbird

/// Answers 429 when a key sends more than its limit, and says in headers what is left of it.
struct RateLimitMiddleware: RouterMiddleware {
    typealias Context = EmulatorContext

    let limiter: RateLimiter

    func handle(
        _ request: Request, context: EmulatorContext, next: NextResponder
    ) async throws -> Response {
        let verdict = limiter.admit(context.key)
        if let wait = verdict.wait {
            var refusal = Refusal.tooManyRequests(wait: wait)
            if limiter.headers == .none { refusal.headers = [:] }
            refusal.headers.append(contentsOf: verdict.headers)
            throw refusal
        }
        do {
            var response = try await next(request, context)
            response.headers.append(contentsOf: verdict.headers)
            return response
        } catch var refusal as Refusal {
            refusal.headers.append(contentsOf: verdict.headers)
            throw refusal
        }
    }
}
