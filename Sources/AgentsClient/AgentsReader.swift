package import AgentsAPI
import HTTPTypes
package import Telephony

/// The seven operations that only read. There is no way from here to one that writes.
///
/// All throw `ClientFailure`. Numbers are in E.164, with the `+`.
package struct AgentsReader: Sendable {
    private let caller: Caller

    package init(_ transport: any Transport) { caller = Caller(transport: transport) }

    package func connectors(of agent: AgentID) async throws(ClientFailure) -> [Connector] {
        let answer: Answer<ConnectorList> = try await caller.call(.listConnectors, .get, .connectors(of: agent))
        return answer.value.connectors
    }

    /// Asks for several connectors at once; for none, nothing is sent.
    package func connectors(_ ids: [ConnectorID], of agent: AgentID) async throws(ClientFailure) -> ConnectorBatch {
        guard !ids.isEmpty else { return ConnectorBatch(found: [], notFound: []) }
        let answer: Answer<ConnectorBatch> = try await caller.call(
            .getConnectors, .post, .connectorBatch(of: agent), body: ConnectorBatchRequest(connectorIds: ids))
        return answer.value
    }

    /// The connector that serves a number; the failure for an unknown number `isNotFound`.
    package func lookUpConnector(for number: String, of agent: AgentID) async throws(ClientFailure) -> Connector {
        let answer: Answer<Connector> = try await caller.call(
            .lookUpConnector, .post, .connectorLookup(of: agent), body: ConnectorLookupRequest(phoneNumber: number))
        return answer.value
    }

    package func connector(_ id: ConnectorID, of agent: AgentID) async throws(ClientFailure) -> Connector {
        let answer: Answer<Connector> = try await caller.call(.getConnector, .get, .connector(id, of: agent))
        return answer.value
    }

    /// Asks for a connector once, and not again: what matters is whether the API answers.
    package func probe(_ id: ConnectorID, of agent: AgentID) async throws(ClientFailure) {
        let _: Answer<Connector> = try await caller.call(
            .getConnector, .get, .connector(id, of: agent), isSentOnce: true)
    }

    /// All numbers of the agent, or those that are routed to one connector.
    package func phoneNumbers(
        of agent: AgentID, connector: ConnectorID? = nil
    ) async throws(ClientFailure) -> [PhoneNumberResource] {
        let query = connector.map { [APIRequest.QueryItem(name: "connectorId", value: $0.rawValue)] }
        let answer: Answer<PhoneNumberList> = try await caller.call(
            .listPhoneNumbers, .get, .phoneNumbers(of: agent), query: query ?? [])
        return answer.value.phoneNumbers
    }

    /// Asks for several numbers at once; for none, nothing is sent.
    package func phoneNumbers(
        _ numbers: [String], of agent: AgentID
    ) async throws(ClientFailure) -> PhoneNumberBatch {
        guard !numbers.isEmpty else { return PhoneNumberBatch(found: [], notFound: []) }
        let answer: Answer<PhoneNumberBatch> = try await caller.call(
            .getPhoneNumbers, .post, .phoneNumberBatch(of: agent), body: PhoneNumberBatchRequest(phoneNumbers: numbers))
        return answer.value
    }

    package func phoneNumber(_ number: String, of agent: AgentID) async throws(ClientFailure) -> PhoneNumberResource {
        let answer: Answer<PhoneNumberResource> = try await caller.call(
            .getPhoneNumber, .get, .phoneNumber(number, of: agent))
        return answer.value
    }
}
