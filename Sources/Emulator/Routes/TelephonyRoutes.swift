import HTTPTypes
import Hummingbird

/// Answers the operations of the telephony part, each in one transaction of the store.
struct TelephonyRoutes: Sendable {
    let store: EmulatorStore
    let voices: VoiceProbe
    let limits: RequestLimits

    func add(to group: RouterGroup<EmulatorContext>) {
        for operation in Operation.allCases {
            group.on(RouterPath(operation.path), method: operation.method) { request, context in
                let call = Call(request: request, context: context, bodyLimit: limits.bodyBytes)
                return try await answer(operation, call)
            }
        }
    }

    private func answer(_ operation: Operation, _ call: Call) async throws -> Response {
        switch operation {
        case .listConnectors: try await listConnectors(call)
        case .getConnectors: try await getConnectors(call)
        case .updateConnectors: try await updateConnectors(call)
        case .lookUpConnector: try await lookUpConnector(call)
        case .getConnector: try await getConnector(call)
        case .updateConnector: try await updateConnector(call)
        case .deleteConnector: try await deleteConnector(call)
        case .listPhoneNumbers: try await listPhoneNumbers(call)
        case .importPhoneNumbers: try await importPhoneNumbers(call)
        case .deletePhoneNumbers: try await deletePhoneNumbers(call)
        case .getPhoneNumbers: try await getPhoneNumbers(call)
        case .getPhoneNumber: try await getPhoneNumber(call)
        case .importPhoneNumber: try await importPhoneNumber(call)
        case .routePhoneNumber: try await routePhoneNumber(call)
        case .deletePhoneNumber: try await deletePhoneNumber(call)
        case .listAgents: try await listAgents(call)
        case .listBranches: try await listBranches(call)
        case .listVariants: try await listVariants(call)
        case .getActiveDeployments: try await getActiveDeployments(call)
        }
    }

    func reading(
        _ call: Call, _ body: @Sendable (AgentScope) throws -> some Encodable & Sendable
    ) async throws -> Response {
        let (agent, key) = (call.agent, call.key)
        return try await Answer.json(store.read { try body(AgentScope($0, agent: agent, key: key)) })
    }

    /// Notes for the log what the transaction changed, once it is committed and only then.
    func writing<Body: Encodable & Sendable>(
        _ call: Call, status: HTTPResponse.Status = .ok, _ body: @Sendable (AgentScope) throws -> Body
    ) async throws -> Response {
        let (agent, key, record) = (call.agent, call.key, call.context.record)
        let (value, _, _) = try await store.write { database in
            let scope = try AgentScope(database, agent: agent, key: key)
            return (try body(scope), scope.changes.connectors, scope.changes.numbers)
        } committed: { answer, hasChanged in
            record.note {
                $0.changed = answer.1
                $0.changedNumbers = answer.2
                $0.applied = hasChanged
            }
        }
        return try Answer.json(value, status: status)
    }
}
