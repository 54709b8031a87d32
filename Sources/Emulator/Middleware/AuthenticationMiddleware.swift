import HTTPTypes
import Hummingbird

/// Refuses a request without a key, with an unknown one, or about an agent that is not there or out of the key's reach.
///
/// The operations check the same again in their own transaction, because a key can be revoked in between.
struct AuthenticationMiddleware: RouterMiddleware {
    typealias Context = EmulatorContext

    let store: EmulatorStore

    func handle(
        _ request: Request, context: EmulatorContext, next: NextResponder
    ) async throws -> Response {
        guard let key = request.headers[.apiKey] else { throw Refusal.missingKey }
        if context.parameters.get("accountId") == nil {
            let agent = context.agent
            try await store.read { _ = try AgentScope($0, agent: agent, key: key) }
        }
        var context = context
        context.key = key
        return try await next(request, context)
    }
}
