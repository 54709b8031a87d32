import AgentsAPI
import Hummingbird
import Telephony

extension TelephonyRoutes {
    func listConnectors(_ call: Call) async throws -> Response {
        try await reading(call) { try ConnectorList(connectors: $0.connectors()) }
    }

    func getConnectors(_ call: Call) async throws -> Response {
        let ids = try await call.body(ConnectorBatchRequest.self).connectorIds
        try limits.check(ids, named: "connectorIds")
        return try await reading(call) { try $0.connectors(ids) }
    }

    func updateConnectors(_ call: Call) async throws -> Response {
        let updates = try await call.body(ConnectorBatchUpdateRequest.self).updates
        try limits.check(updates, named: "updates")
        return try await writing(call) {
            try ConnectorBatchUpdateResponse(results: $0.update(updates, voices: voices))
        }
    }

    func lookUpConnector(_ call: Call) async throws -> Response {
        let number = try await call.body(ConnectorLookupRequest.self).phoneNumber
        return try await reading(call) { try $0.connector(answering: number) }
    }

    func getConnector(_ call: Call) async throws -> Response {
        let id = call.connector
        return try await reading(call) { try $0.connector(id) }
    }

    func updateConnector(_ call: Call) async throws -> Response {
        let id = call.connector
        let patch = try await call.body(ConnectorPatch.self)
        return try await writing(call) { try $0.update(id, with: patch, voices: voices) }
    }

    func deleteConnector(_ call: Call) async throws -> Response {
        let id = call.connector
        return try await writing(call) { try $0.delete(id) }
    }
}
