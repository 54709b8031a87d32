import AgentsAPI
import AgentsClient
import Telephony

extension BatchSize {
    /// Asks for elements in requests as large as the API takes, one after the other; in halves where it refuses one
    /// without saying why, until the element at fault stands alone.
    ///
    /// - Parameter refused: gets an element that is refused alone.
    func inPortions<Element: Sendable, Value: Sendable>(
        _ elements: some Collection<Element>, refused: (Element, ClientFailure) throws(ClientFailure) -> Void,
        _ ask: ([Element]) async throws(ClientFailure) -> Value
    ) async throws(ClientFailure) -> [Value] {
        var values: [Value] = []
        var rest = Array(elements)[...]
        while !rest.isEmpty {
            let portion = Array(rest.prefix(next(left: rest.count)))
            do {
                values.append(try await ask(portion))
                take(portion.count)
            } catch {
                if fail(portion.count, error) { continue }
                guard error.mayBeOneItemsFault else { throw error }
                values += try await inHalves(portion, after: error, refused: refused, ask)
            }
            rest = rest.dropFirst(portion.count)
        }
        return values
    }

    /// When each half is taken, they were too many together.
    private func inHalves<Element: Sendable, Value: Sendable>(
        _ elements: [Element], after failure: ClientFailure,
        refused: (Element, ClientFailure) throws(ClientFailure) -> Void,
        _ ask: ([Element]) async throws(ClientFailure) -> Value
    ) async throws(ClientFailure) -> [Value] {
        guard elements.count > 1 else {
            try refused(elements[0], failure)
            return []
        }
        var areTaken = true
        let note = { (element: Element, failure: ClientFailure) throws(ClientFailure) in
            areTaken = false
            try refused(element, failure)
        }
        let middle = elements.count / 2
        var values = try await inPortions(elements[..<middle], refused: note, ask)
        values += try await inPortions(elements[middle...], refused: note, ask)
        if areTaken { refuse(elements.count) }
        return values
    }
}

extension AgentsReader {
    /// What was read; there is nothing for what does not exist.
    typealias Found<ID: Hashable, Value> = [ID: Result<Value, ClientFailure>]

    /// Reads connectors in requests as large as the API takes. Those that are refused alone are failures, and so are
    /// those of a request that fails after others have been answered.
    func readings(
        of ids: [ConnectorID], of agent: AgentID, in size: BatchSize
    ) async throws(ClientFailure) -> Found<ConnectorID, Connector> {
        try await readings(of: ids, in: size, leftOut: .connectorLeftOut) { (ids) async throws(ClientFailure) in
            let batch = try await connectors(ids, of: agent)
            return (batch.found.map { ($0.connectorId, $0) }, batch.notFound)
        }
    }

    /// The same of numbers. An API that cannot be asked for several is asked for each.
    func readings(
        ofNumbers numbers: [String], of agent: AgentID, in size: BatchSize
    ) async throws(ClientFailure) -> Found<String, PhoneNumberResource> {
        do {
            return try await readings(of: numbers, in: size, leftOut: .numberLeftOut) {
                (asked) async throws(ClientFailure) in
                let batch = try await phoneNumbers(asked, of: agent)
                return (batch.found.map { ($0.number, $0) }, batch.notFound)
            }
        } catch {
            guard error.saysNoSuchOperation else { throw error }
        }
        var readings: Found<String, PhoneNumberResource> = [:]
        for number in numbers {
            do {
                readings[number] = .success(try await phoneNumber(number, of: agent))
            } catch {
                // A wrong region or agent answers with a bare 404, too, and that says nothing of the number.
                guard error.errorCode == .phoneNumberNotFound else { throw error }
            }
        }
        return readings
    }

    private func readings<ID: Hashable & Sendable, Value: Sendable>(
        of ids: [ID], in size: BatchSize, leftOut: ClientFailure,
        _ ask: ([ID]) async throws(ClientFailure) -> (found: [(ID, Value)], missing: [ID])
    ) async throws(ClientFailure) -> Found<ID, Value> {
        var readings: Found<ID, Value> = [:]
        var answered: Set<ID> = []
        let refused = { (id: ID, failure: ClientFailure) in
            readings[id] = .failure(failure)
            answered.insert(id)
        }
        do {
            _ = try await size.inPortions(ids, refused: refused) { (ids) async throws(ClientFailure) in
                let batch = try await ask(ids)
                for (id, value) in batch.found { readings[id] = .success(value) }
                let missing = Set(batch.missing)
                for id in ids where readings[id] == nil && !missing.contains(id) { readings[id] = .failure(leftOut) }
                answered.formUnion(ids)
            }
        } catch {
            guard !answered.isEmpty, error.isTemporary, !error.stopsTheRun else { throw error }
            for id in ids where !answered.contains(id) { readings[id] = .failure(error) }
        }
        return readings
    }

    /// Reads those of the connectors that exist. Throws also when the answer leaves one of them out.
    func existingConnectors(
        _ ids: [ConnectorID], of agent: AgentID, in size: BatchSize
    ) async throws(ClientFailure) -> [Connector] {
        let readings = try await readings(of: ids, of: agent, in: size)
        var connectors: [Connector] = []
        for id in ids {
            if let reading = readings[id] { connectors.append(try reading.get()) }
        }
        return connectors
    }

    /// Reads numbers in requests as large as the API takes. Nothing is said of those that are refused alone.
    func phoneNumbers(
        _ numbers: [String], of agent: AgentID, in size: BatchSize
    ) async throws(ClientFailure) -> PhoneNumberBatch {
        let ignored = { (_: String, _: ClientFailure) in }
        let batches = try await size.inPortions(numbers, refused: ignored) { (numbers) async throws(ClientFailure) in
            try await phoneNumbers(numbers, of: agent)
        }
        return PhoneNumberBatch(found: batches.flatMap(\.found), notFound: batches.flatMap(\.notFound))
    }
}

extension ClientFailure {
    /// An answer that leaves out a connector which was asked for.
    static let connectorLeftOut = ClientFailure(
        .unreadable(.wrongShape(path: "found")), of: .getConnectors, mayHaveBeenApplied: false)

    static let numberLeftOut = ClientFailure(
        .unreadable(.wrongShape(path: "found")), of: .getPhoneNumbers, mayHaveBeenApplied: false)
}
