import AgentsAPI
import AgentsClient
import Telephony

extension AgentsReader {
    /// Reads those of the connectors that exist; in halves when the API finds them too many, as its limit is not published.
    func existingConnectors(_ ids: [ConnectorID], of agent: AgentID) async throws(ClientFailure) -> [Connector] {
        do {
            return try await connectors(ids, of: agent).found
        } catch  where error.mayBeOneItemsFault && ids.count > 1 {
            let middle = ids.count / 2
            return try await existingConnectors(Array(ids[..<middle]), of: agent)
                + existingConnectors(Array(ids[middle...]), of: agent)
        }
    }
}

extension ClientFailure {
    /// Whether a smaller batch may succeed.
    var mayBeOneItemsFault: Bool {
        if case .refused(let status, _) = kind { [400, 413, 422].contains(status) } else { false }
    }
}
