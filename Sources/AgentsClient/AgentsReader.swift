package import AgentsAPI
import HTTPTypes
import Synchronization
package import Telephony

/// The operations that only read. There is no way from here to one that writes.
///
/// All throw `ClientFailure`. Numbers are in E.164, with the `+`.
package struct AgentsReader: Sendable {
    private let caller: Caller

    package init(_ transport: any Transport) { caller = Caller(transport: transport) }

    /// Hands over all connectors of the agent as they arrive. Throws also what `take` throws.
    package func listConnectors(
        of agent: AgentID, _ take: @escaping @Sendable (ListingPiece<Connector>) async throws -> Void
    ) async throws {
        try await caller.list("connectors", .listConnectors, .connectors(of: agent), take)
    }

    package func connectors(of agent: AgentID) async throws(ClientFailure) -> [Connector] {
        try await collected(.listConnectors) { try await listConnectors(of: agent, $0) }
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

    /// The same of a number.
    package func probe(number: String, of agent: AgentID) async throws(ClientFailure) {
        let _: Answer<PhoneNumberResource> = try await caller.call(
            .getPhoneNumber, .get, .phoneNumber(number, of: agent), isSentOnce: true)
    }

    /// Hands over all numbers of the agent as they arrive, or those that are routed to one connector. Throws also what
    /// `take` throws.
    package func listPhoneNumbers(
        of agent: AgentID, connector: ConnectorID? = nil,
        _ take: @escaping @Sendable (ListingPiece<PhoneNumberResource>) async throws -> Void
    ) async throws {
        let query = connector.map { [APIRequest.QueryItem(name: "connectorId", value: $0.rawValue)] }
        try await caller.list("phoneNumbers", .listPhoneNumbers, .phoneNumbers(of: agent), query: query ?? [], take)
    }

    package func phoneNumbers(
        of agent: AgentID, connector: ConnectorID? = nil
    ) async throws(ClientFailure) -> [PhoneNumberResource] {
        try await collected(.listPhoneNumbers) { try await listPhoneNumbers(of: agent, connector: connector, $0) }
    }

    private func collected<Element: Sendable>(
        _ operation: APIOperation,
        _ list: (@escaping @Sendable (ListingPiece<Element>) async throws -> Void) async throws -> Void
    ) async throws(ClientFailure) -> [Element] {
        let all = Mutex<[Element]>([])
        do {
            try await list { piece in
                switch piece {
                case .begins: all.withLock { $0 = [] }
                case .elements(let elements): all.withLock { $0 += elements }
                }
            }
        } catch let failure as ClientFailure {
            throw failure
        } catch {
            throw ClientFailure(.interrupted, of: operation)
        }
        return all.withLock { $0 }
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

    // MARK: What agents have

    /// The agents of an account that the key sees.
    package func agents(of account: AccountID) async throws(ClientFailure) -> [AgentSummary] {
        let answer: Answer<AgentList> = try await caller.call(.listAgents, .get, .agents(of: account))
        return answer.value.agents
    }

    /// The variants that the branch `main` has, by that ID or else by that name.
    package func variants(of agent: AgentID) async throws(ClientFailure) -> [Variant] {
        do {
            return try await variants(onBranch: Branch.main, of: agent)
        } catch let failure where failure.isNotFound && failure.errorCode != .projectNotFound {
            let main = try await branches(of: agent).first {
                $0.branchName == Branch.main && $0.branchId != Branch.main
            }
            guard let main else { throw failure }
            return try await variants(onBranch: main.branchId, of: agent)
        }
    }

    package func branches(of agent: AgentID) async throws(ClientFailure) -> [Branch] {
        let answer: Answer<BranchList> = try await caller.call(.listBranches, .get, .branches(of: agent))
        return answer.value.branches
    }

    private func variants(
        onBranch branch: String, of agent: AgentID
    ) async throws(ClientFailure) -> [Variant] {
        let answer: Answer<VariantList> = try await caller.call(
            .listVariants, .get, .variants(onBranch: branch, of: agent))
        return answer.value.variants
    }

    package func activeDeployments(of agent: AgentID) async throws(ClientFailure) -> ActiveDeployments {
        let answer: Answer<ActiveDeployments> = try await caller.call(
            .getActiveDeployments, .get, .activeDeployments(of: agent))
        return answer.value
    }
}
