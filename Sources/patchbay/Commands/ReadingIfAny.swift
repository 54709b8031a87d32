import AgentsAPI
import AgentsClient
import Telephony

/// What the agent may not have: nil is an answer like any other.
extension AgentsReader {
    func connectorIfAny(_ id: ConnectorID, of agent: AgentID) async throws -> Connector? {
        do {
            return try await connector(id, of: agent)
        } catch {
            guard error.saysNotThere else { throw error }
            return nil
        }
    }

    func phoneNumberIfAny(_ number: String, of agent: AgentID) async throws -> PhoneNumberResource? {
        do {
            return try await phoneNumber(number, of: agent)
        } catch {
            guard error.saysNotThere else { throw error }
            return nil
        }
    }
}

extension ClientFailure {
    /// Whether the API knows the agent and says of the thing itself that it is not there. A 404 without a code can be a
    /// wrong region's, or a proxy's.
    fileprivate var saysNotThere: Bool { errorCode.map { $0.saysNotFound && $0 != .projectNotFound } ?? false }
}
