import Hummingbird

/// Ends connections where that is a request's answer. Stands outermost, so that the log has its entry by then.
struct HangupMiddleware: RouterMiddleware {
    typealias Context = EmulatorContext

    let gate: ConnectionGate

    func handle(
        _ request: Request, context: EmulatorContext, next: NextResponder
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let hangup as Hangup {
            if case .outage(let connections) = hangup { gate.breakDown(turningAway: connections) }
            // Whoever closed it first, it is closed.
            try? await context.channel.close()
            throw hangup
        }
    }
}
