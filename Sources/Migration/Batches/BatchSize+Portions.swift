import AgentsAPI
import AgentsClient
import Telephony

extension BatchSize {
    /// Asks for elements in requests as large as the API takes, one after the other; in halves where it refuses one
    /// without saying why, until the element at fault stands alone.
    func inPortions<Element: Sendable, Value: Sendable>(
        _ elements: some Collection<Element>, _ ask: ([Element]) async throws(ClientFailure) -> Value
    ) async throws(ClientFailure) -> [Value] {
        var values: [Value] = []
        var rest = Array(elements)[...]
        while !rest.isEmpty {
            let portion = Array(rest.prefix(next(left: rest.count)))
            do {
                values.append(try await ask(portion))
                take(portion.count)
            } catch where error.mayBeOneItemsFault && portion.count > 1 {
                if refuse(portion.count, for: error) { continue }
                let middle = portion.count / 2
                values += try await inPortions(portion[..<middle], ask)
                values += try await inPortions(portion[middle...], ask)
                // All of them were taken by halves.
                refuse(portion.count)
            }
            rest = rest.dropFirst(portion.count)
        }
        return values
    }
}

extension AgentsReader {
    /// Reads connectors in requests as large as the API takes.
    func connectors(
        _ ids: [ConnectorID], of agent: AgentID, in size: BatchSize
    ) async throws(ClientFailure) -> ConnectorBatch {
        let batches = try await size.inPortions(ids) { (ids) async throws(ClientFailure) in
            try await connectors(ids, of: agent)
        }
        return ConnectorBatch(found: batches.flatMap(\.found), notFound: batches.flatMap(\.notFound))
    }

    /// Reads numbers in requests as large as the API takes.
    func phoneNumbers(
        _ numbers: [String], of agent: AgentID, in size: BatchSize
    ) async throws(ClientFailure) -> PhoneNumberBatch {
        let batches = try await size.inPortions(numbers) { (numbers) async throws(ClientFailure) in
            try await phoneNumbers(numbers, of: agent)
        }
        return PhoneNumberBatch(found: batches.flatMap(\.found), notFound: batches.flatMap(\.notFound))
    }

    /// Reads those of the connectors that exist. Throws when the answer leaves one of them out, too.
    func existingConnectors(
        _ ids: [ConnectorID], of agent: AgentID, in size: BatchSize
    ) async throws(ClientFailure) -> [Connector] {
        let batch = try await connectors(ids, of: agent, in: size)
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
}
