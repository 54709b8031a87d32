import AgentsAPI
import AgentsClient
import Telephony

/// What the agent may not have: nil is an answer like any other.
extension AgentsReader {
    func connectorIfAny(_ id: ConnectorID, of agent: AgentID) async throws -> Connector? {
        do {
            return try await connector(id, of: agent)
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
    }

    func phoneNumberIfAny(_ number: String, of agent: AgentID) async throws -> PhoneNumberResource? {
        do {
            return try await phoneNumber(number, of: agent)
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
    }
}
