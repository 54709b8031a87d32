import Hummingbird

/// Holds each request back for a random time out of a range.
struct LatencyMiddleware: RouterMiddleware {
    typealias Context = EmulatorContext

    let delays: RandomDelays
    let clock: EmulatorClock

    func handle(
        _ request: Request, context: EmulatorContext, next: NextResponder
    ) async throws -> Response {
        try await clock.sleep(for: delays.next())
        return try await next(request, context)
    }
}
