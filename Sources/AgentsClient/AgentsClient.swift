package import AgentsAPI
import HTTPTypes
package import Telephony

/// The operations that write and that somebody needs, and a reader beside them.
///
/// All throw `ClientFailure`. None is sent again by itself when it may have been carried out.
package struct AgentsClient: Sendable {
    package let reader: AgentsReader
    private let caller: Caller

    package init(_ transport: any Transport) {
        reader = AgentsReader(transport)
        caller = Caller(transport: transport)
    }

    /// Waits as long as is fit before a request that ended in `failure` is made again. Throws it when it should not be,
    /// and an interruption when the run is to end.
    ///
    /// - Parameter attempt: how often the request was made, from 1.
    package func pause(after failure: ClientFailure, attempt: Int) async throws(ClientFailure) {
        try await caller.transport.pause(after: failure, attempt: attempt)
    }

    /// Changes several connectors of one agent in order; an empty list sends nothing. Each succeeds or fails
    /// alone, also when this returns.
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

    /// Takes several numbers into the agent; an empty list sends nothing. Whether that is all or none is not known, and
    /// what the answer leaves out is to be read.
    ///
    /// - Parameter environment: `live` when it is nil.
    package func importPhoneNumbers(
        _ numbers: [String], into environment: ClientEnvironment?, of agent: AgentID
    ) async throws(ClientFailure) -> Answer<PhoneNumberImport> {
        guard !numbers.isEmpty else { return .nothingSent(PhoneNumberImport(imported: [])) }
        return try await caller.call(
            .importPhoneNumbers, .post, .phoneNumbers(of: agent),
            body: PhoneNumberImportRequest(phoneNumbers: numbers, clientEnv: environment))
    }

    /// Takes a number into the agent. Throws `PHONE_NUMBERS_ALREADY_EXISTS` also when it is another agent's.
    ///
    /// - Parameter environment: `live` when it is nil.
    package func importPhoneNumber(
        _ number: String, into environment: ClientEnvironment?, of agent: AgentID
    ) async throws(ClientFailure) -> Answer<SinglePhoneNumberImport> {
        try await caller.call(
            .importPhoneNumber, .post, .phoneNumber(number, of: agent),
            body: SinglePhoneNumberImportRequest(clientEnv: environment))
    }

    /// Has another connector serve a number, and leaves that connector's other numbers alone.
    package func routePhoneNumber(
        _ number: String, to connector: ConnectorID, of agent: AgentID
    ) async throws(ClientFailure) -> Answer<PhoneNumberResource> {
        try await caller.call(
            .routePhoneNumber, .patch, .phoneNumber(number, of: agent), body: PhoneNumberRouting(connectorId: connector)
        )
    }

    /// Releases several numbers: they stop answering. Each succeeds or fails alone, also when this returns; an empty
    /// list sends nothing.
    package func deletePhoneNumbers(
        _ numbers: [String], of agent: AgentID
    ) async throws(ClientFailure) -> Answer<PhoneNumberDeletions> {
        guard !numbers.isEmpty else { return .nothingSent(PhoneNumberDeletions(deleted: [])) }
        return try await caller.call(
            .deletePhoneNumbers, .delete, .phoneNumbers(of: agent), body: PhoneNumberBatchRequest(phoneNumbers: numbers)
        )
    }

    /// Releases a number: it stops answering.
    package func deletePhoneNumber(
        _ number: String, of agent: AgentID
    ) async throws(ClientFailure) -> Answer<PhoneNumberDeletion> {
        try await caller.call(.deletePhoneNumber, .delete, .phoneNumber(number, of: agent))
    }
}

extension Answer {
    fileprivate static func nothingSent(_ value: Value) -> Self { Self(value, correlationID: nil, attempts: 0) }
}
