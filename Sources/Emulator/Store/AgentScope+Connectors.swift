import AgentsAPI
import GRDB
import Telephony

extension AgentScope {
    func connectors() throws -> [Connector] {
        try database.all(
            "\(Connector.selection) WHERE connector.project_id = ? ORDER BY connector.id", [agent.rawValue],
            as: Connector.init(row:))
    }

    func connector(_ id: ConnectorID) throws -> Connector {
        guard let connector = try find(id) else { throw Refusal.noSuchConnector(id) }
        return connector
    }

    /// In the order asked; an ID that is asked twice is answered once.
    func connectors(_ ids: [ConnectorID]) throws -> ConnectorBatch {
        var batch = ConnectorBatch(found: [], notFound: [])
        for id in ids.withoutRepeats() {
            if let connector = try find(id) {
                batch.found.append(connector)
            } else {
                batch.notFound.append(id)
            }
        }
        return batch
    }

    func connector(answering number: String) throws -> Connector {
        guard let connector = try phoneNumber(number).connectorId else { throw Refusal.unrouted(number) }
        return try self.connector(connector)
    }

    /// Checks the whole patch before it writes, so a refused patch changes nothing, nor does one that asks for what is.
    func update(_ id: ConnectorID, with patch: ConnectorPatch, voices: VoiceProbe) throws -> Connector {
        let stored = try connector(id)
        var connector = stored
        try connector.apply(patch, voices: voices)
        if let project = patch.projectId {
            connector.accountId = try account(of: project)
            connector.projectId = project
        }
        if connector.projectId != stored.projectId { try move(connector) }
        if connector != stored { try save(connector) }
        return connector
    }

    /// Each update succeeds or is refused alone, in the order given.
    func update(_ updates: [ConnectorUpdate], voices: VoiceProbe) throws -> [ConnectorUpdateResult] {
        try updates.map { update in
            let id = update.connectorId
            do {
                let connector = try self.update(id, with: update.patch, voices: voices)
                return ConnectorUpdateResult(connectorId: id, success: true, data: connector)
            } catch let refusal as Refusal {
                return ConnectorUpdateResult(connectorId: id, success: false, error: refusal.message)
            }
        }
    }

    /// Its numbers go with it.
    func delete(_ id: ConnectorID) throws -> ConnectorDeletion {
        let connector = try connector(id)
        let numbers = try phoneNumbers(on: id).map(\.number)
        try database.run("DELETE FROM connector WHERE id = ?", [id.rawValue])
        changes.connectors.append(id)
        return ConnectorDeletion(deletedConnector: connector.connectorId, deletedPhoneNumbers: numbers)
    }

    func find(_ id: ConnectorID) throws -> Connector? {
        try database.first(Self.selectOne, [id.rawValue, agent.rawValue], as: Connector.init(row:))
    }

    private static let selectOne = "\(Connector.selection) WHERE connector.id = ? AND connector.project_id = ?"

    /// A statement of its own, as the numbers that go along make it dear.
    private func move(_ connector: Connector) throws {
        try database.run(
            "UPDATE connector SET project_id = ? WHERE id = ?",
            [connector.projectId.rawValue, connector.connectorId.rawValue])
    }

    private func save(_ connector: Connector) throws {
        try database.run(
            "UPDATE connector SET variant_id = ?, asr_lang_code = ?, tts_lang_code = ?, voice_name = ? WHERE id = ?",
            [
                connector.variantId.rawValue, connector.asrLangCode, connector.ttsLangCode, connector.voiceName,
                connector.connectorId.rawValue,
            ])
        changes.connectors.append(connector.connectorId)
    }
}

extension Sequence where Element: Hashable {
    /// The elements in order, each at its first place only.
    func withoutRepeats() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
