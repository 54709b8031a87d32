package import AgentsAPI
import HTTPTypes
package import Telephony

/// The eight operations that write, and a reader beside them.
///
/// All throw `ClientFailure`. Numbers are in E.164, with the `+`. An empty list sends nothing.
package struct AgentsClient: Sendable {
    package let reader: AgentsReader
    private let caller: Caller

    package init(_ transport: any Transport) {
        reader = AgentsReader(transport)
        caller = Caller(transport: transport)
    }

    /// Changes several connectors of one agent in order; each succeeds or fails alone, also when this returns.
    package func updateConnectors(
        _ updates: [ConnectorUpdate], of agent: AgentID
    ) async throws(ClientFailure) -> Answer<ConnectorBatchUpdateResponse> {
        guard !updates.isEmpty else { return .nothingSent(ConnectorBatchUpdateResponse(results: [])) }
        return try await caller.call(
            .updateConnectors, .patch, .connectorBatch(of: agent), body: ConnectorBatchUpdateRequest(updates: updates))
    }

    package func updateConnector(
        _ id: ConnectorID, _ patch: ConnectorPatch, of agent: AgentID
    ) async throws(ClientFailure) -> Answer<Connector> {
        try await caller.call(.updateConnector, .patch, .connector(id, of: agent), body: patch)
    }

    /// Deletes a connector and, with it, its numbers.
    package func deleteConnector(
        _ id: ConnectorID, of agent: AgentID
    ) async throws(ClientFailure) -> Answer<ConnectorDeletion> {
        try await caller.call(.deleteConnector, .delete, .connector(id, of: agent))
    }

    package func importPhoneNumbers(
        _ numbers: [String], environment: ClientEnvironment? = nil, of agent: AgentID
    ) async throws(ClientFailure) -> Answer<PhoneNumberImport> {
        guard !numbers.isEmpty else { return .nothingSent(PhoneNumberImport(imported: [])) }
        let body = PhoneNumberImportRequest(phoneNumbers: numbers, clientEnv: environment)
        return try await caller.call(.importPhoneNumbers, .post, .phoneNumbers(of: agent), body: body)
    }

    package func importPhoneNumber(
        _ number: String, environment: ClientEnvironment? = nil, of agent: AgentID
    ) async throws(ClientFailure) -> Answer<SinglePhoneNumberImport> {
        let body = SinglePhoneNumberImportRequest(clientEnv: environment)
        return try await caller.call(.importPhoneNumber, .post, .phoneNumber(number, of: agent), body: body)
    }

    package func deletePhoneNumbers(
        _ numbers: [String], of agent: AgentID
    ) async throws(ClientFailure) -> Answer<PhoneNumberDeletions> {
        guard !numbers.isEmpty else { return .nothingSent(PhoneNumberDeletions(deleted: [])) }
        let body = PhoneNumberBatchRequest(phoneNumbers: numbers)
        return try await caller.call(.deletePhoneNumbers, .delete, .phoneNumbers(of: agent), body: body)
    }

    package func deletePhoneNumber(
        _ number: String, of agent: AgentID
    ) async throws(ClientFailure) -> Answer<PhoneNumberDeletion> {
        try await caller.call(.deletePhoneNumber, .delete, .phoneNumber(number, of: agent))
    }

    /// Routes a number to another connector.
    package func routePhoneNumber(
        _ number: String, to connector: ConnectorID, of agent: AgentID
    ) async throws(ClientFailure) -> Answer<PhoneNumberResource> {
        let body = PhoneNumberRouting(connectorId: connector)
        return try await caller.call(.routePhoneNumber, .patch, .phoneNumber(number, of: agent), body: body)
    }
}

extension Answer {
    fileprivate static func nothingSent(_ value: Value) -> Self { Self(value, correlationID: nil, attempts: 0) }
}
