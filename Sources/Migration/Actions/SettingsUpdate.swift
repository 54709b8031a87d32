import AgentsAPI
import AgentsClient
import GRDB
import Telephony

/// Changes settings of a connector, and with them how all its numbers answer.
struct SettingsUpdate: Action {
    static let kind = ActionKind.settings
    static let isBatched = true

    /// The connector as it was planned from.
    let before: Connector
    /// Only what differs from `before`.
    let patch: ConnectorPatch

    var subject: String { before.connectorId.rawValue }
    var environments: (before: ClientEnvironment?, after: ClientEnvironment?) { (before.clientEnv, before.clientEnv) }
    var origin: ConnectorID? { nil }
    var destination: ConnectorID? { nil }
    var batchKey: String { "" }

    /// The connector as it should read afterwards.
    var expected: Connector { patch.applied(to: before) }

    /// The settings that it is to change.
    var settings: Set<Setting> { Set(before.changes(to: expected).map(\.setting)) }
}

// MARK: - Requests

extension SettingsUpdate {
    static func request(
        _ actions: [Self], of agent: AgentID, _ client: AgentsClient
    ) async throws(ClientFailure) -> Answer<[ItemAnswer]> {
        let updates = actions.map { ConnectorUpdate(connectorId: $0.before.connectorId, patch: $0.patch) }
        return try await client.updateConnectors(updates, of: agent).map { response in
            response.results.map { result in
                // Data of another connector shows nothing of this one.
                let own = result.data.flatMap { $0.connectorId == result.connectorId ? $0 : nil }
                return ItemAnswer(
                    subject: result.connectorId.rawValue, isSuccess: result.success,
                    reading: own.map(Reading.connector), error: result.error)
            }
        }
    }

    func request(of agent: AgentID, _ client: AgentsClient) async throws(ClientFailure) -> Answer<ItemAnswer> {
        try await client.updateConnector(before.connectorId, patch, of: agent).map {
            ItemAnswer(subject: subject, isSuccess: true, reading: .connector($0))
        }
    }

    /// The key may have access to the connector and not to where it is to move.
    func mayBeForbidden(by failure: ClientFailure) -> Bool {
        failure.errorCode == .forbidden && patch.projectId != nil
    }
}

// MARK: - Reading back

extension SettingsUpdate {
    /// A moved connector answers under its new project.
    func agentsAfterwards(from agent: AgentID) -> [AgentID] {
        guard let project = patch.projectId, project != agent else { return [agent] }
        return [project, agent]
    }

    static func read(
        _ subjects: [String], of agent: AgentID, _ reader: AgentsReader, in size: BatchSize
    ) async throws(ClientFailure) -> Readings {
        let read = try await reader.readings(of: subjects.map { ConnectorID(rawValue: $0) }, of: agent, in: size)
        return Dictionary(uniqueKeysWithValues: read.map { ($0.key.rawValue, $0.value.map(Reading.connector)) })
    }

    /// Untouched is a connector that has every setting as before and is where it was: one that has gone live since is
    /// another matter.
    func observation(of reading: Reading?) -> Observation {
        guard case .connector(let now) = reading else { return .missing }
        if patch.reduced(against: now).isEmpty { return .asAsked(reading) }
        let isUntouched = now.hasSameSettings(as: before) && now.clientEnv == before.clientEnv
        return isUntouched ? .untouched(reading) : .different(reading)
    }

    /// Whatever the connector has else.
    func isIgnored(by reading: Reading?) -> Bool {
        guard case .connector(let now) = reading else { return false }
        return settings.isDisjoint(with: before.changes(to: now).map(\.setting))
    }

    static let isRefusedWhenDone = false

    func mayBeDone(by failure: ClientFailure) -> Bool { false }

    func anew(from reading: Reading, desire: ConnectorPatch) -> Self? {
        guard case .connector(let now) = reading else { return nil }
        let left = desire.reduced(against: now)
        return left.isEmpty ? nil : Self(before: now, patch: left)
    }
}

// MARK: - Words

extension SettingsUpdate {
    var ownTexts: [String] {
        [before, expected].flatMap { connector in
            [connector.connectorId.rawValue] + Setting.allCases.map { $0.value(in: connector) }
        }
    }

    var outline: [String] { before.changes(to: expected).flatMap { [$0.setting.rawValue, $0.old, $0.new] } }
    var variety: Variety { Variety(kind: .settings, settings: settings, place: patch.projectId?.rawValue ?? "") }

    func departure(of reading: Reading?) -> String { list(before, reading) }

    func shortfall(of reading: Reading?) -> String { list(expected, reading) }

    var beginning: String { expected.changes(to: before).inWords }

    /// Of all in which a connector reads otherwise than it should.
    private func list(_ expected: Connector, _ reading: Reading?) -> String {
        guard case .connector(let observed) = reading else { return "" }
        return expected.differences(to: observed)
    }
}

// MARK: - The run file

extension SettingsUpdate {
    init(_ row: Row, _ file: RunFile, _ db: Database) throws {
        before = try file.connector(row, from: ActionPlace.connector, db)
        patch = try file.patch(
            RunFile.PatchColumns(
                variant: row[ActionPlace.settings], asr: row[ActionPlace.settings + 1],
                voice: row[ActionPlace.settings + 2], project: row[ActionPlace.settings + 3]),
            db)
    }

    func columns(of agent: AgentID, _ file: RunFile, _ db: Database) throws -> ActionColumns {
        ActionColumns(
            before: try file.keep(before, of: agent, db), settings: try file.columns(of: patch, db))
    }
}
