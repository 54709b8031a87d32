import AgentsAPI
import AgentsClient
import Telephony

extension AgentsReader {
    /// Reads connectors; in halves when the API finds them too many, as its limit is not published.
    func connectorsInHalves(_ ids: [ConnectorID], of agent: AgentID) async throws(ClientFailure) -> ConnectorBatch {
        do {
            return try await connectors(ids, of: agent)
        } catch  where error.mayBeOneItemsFault && ids.count > 1 {
            let middle = ids.count / 2
            let first = try await connectorsInHalves(Array(ids[..<middle]), of: agent)
            let second = try await connectorsInHalves(Array(ids[middle...]), of: agent)
            return ConnectorBatch(found: first.found + second.found, notFound: first.notFound + second.notFound)
        }
    }

    /// Reads numbers, in halves like connectors.
    func phoneNumbersInHalves(_ numbers: [String], of agent: AgentID) async throws(ClientFailure) -> PhoneNumberBatch {
        do {
            return try await phoneNumbers(numbers, of: agent)
        } catch  where error.mayBeOneItemsFault && numbers.count > 1 {
            let middle = numbers.count / 2
            let first = try await phoneNumbersInHalves(Array(numbers[..<middle]), of: agent)
            let second = try await phoneNumbersInHalves(Array(numbers[middle...]), of: agent)
            return PhoneNumberBatch(found: first.found + second.found, notFound: first.notFound + second.notFound)
        }
    }

    /// Reads those of the connectors that exist. Throws when the answer leaves one of them out, too.
    func existingConnectors(_ ids: [ConnectorID], of agent: AgentID) async throws(ClientFailure) -> [Connector] {
        let batch = try await connectorsInHalves(ids, of: agent)
        guard batch.leftOut(of: ids).isEmpty else { throw .connectorLeftOut }
        return batch.found
    }
}

extension ConnectorBatch {
    /// The connectors of which the answer says neither how they are nor that they do not exist.
    func leftOut(of asked: [ConnectorID]) -> Set<ConnectorID> {
        Set(asked).subtracting(found.map(\.connectorId)).subtracting(notFound)
    }
}

extension ClientFailure {
    /// An answer that leaves out a connector which was asked for.
    static let connectorLeftOut = ClientFailure(
        .unreadable(.wrongShape(path: "found")), of: .getConnectors, mayHaveBeenApplied: false)

    /// Whether the API does not have what was asked of it at all.
    var saysNoSuchOperation: Bool {
        if case .refused(let status, let envelope) = kind {
            [405, 501].contains(status) || status == 404 && envelope?.errorCode != .projectNotFound
        } else {
            false
        }
    }

    /// Whether a smaller batch may succeed.
    var mayBeOneItemsFault: Bool {
        if case .refused(let status, _) = kind { [400, 413, 422].contains(status) } else { false }
    }
}
