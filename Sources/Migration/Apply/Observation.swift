import AgentsAPI
import AgentsClient
import Telephony

/// How a connector reads, compared with a change that was sent or is about to be.
enum Observation: Sendable {
    /// Has all that the change asks for; what the change leaves alone may be anything.
    case asAsked(Connector)
    /// Has every setting that it had before.
    case untouched(Connector)
    /// Neither of these.
    case different(Connector)
    case missing
    /// Reading failed, so nothing is known.
    case unread(ClientFailure)

    init(_ connector: Connector, of change: Change) {
        if change.patch.reduced(against: connector).isEmpty {
            self = .asAsked(connector)
        } else if connector.hasSameSettings(as: change.before) {
            self = .untouched(connector)
        } else {
            self = .different(connector)
        }
    }
}

struct ObservedChange: Sendable {
    let change: Change
    let observation: Observation
}

/// Reads connectors again, to see whether a change has been made to them.
struct ReadBack: Sendable {
    let reader: AgentsReader

    /// Observes changes of one agent, in their order. Throws `RunStop` when no reading can succeed.
    func observe(_ changes: [Change]) async throws -> [ObservedChange] {
        var found: [ConnectorID: Connector] = [:]
        var failures: [ConnectorID: ClientFailure] = [:]
        for agent in Self.agents(of: changes) {
            let asked = changes.filter { found[$0.connector] == nil && $0.agentsAfterwards.contains(agent) }
            guard !asked.isEmpty else { continue }
            do {
                let connectors = try await reader.existingConnectors(asked.map(\.connector), of: agent)
                for connector in connectors { found[connector.connectorId] = connector }
            } catch let failure where agent != changes.first?.agent && failure.isNotFound {
                continue
            } catch let failure where failure.stopsTheRun && !(agent != changes.first?.agent && failure.isFinalRefusal)
            {
                throw RunStop(failure)
            } catch {
                // A project that is closed to this key may hold the connector all the same.
                for change in asked { failures[change.connector] = error }
            }
        }
        CrashPoint.readBack.reach()
        return changes.map { change in
            let observation =
                found[change.connector].map { Observation($0, of: change) }
                ?? failures[change.connector].map(Observation.unread) ?? .missing
            return ObservedChange(change: change, observation: observation)
        }
    }

    /// New projects before the old one, as a moved connector answers under its new project first.
    private static func agents(of changes: [Change]) -> [AgentID] {
        let targets = Set(changes.compactMap(\.patch.projectId))
        let own = changes.first.map { [$0.agent] } ?? []
        return targets.subtracting(own).sorted() + own
    }
}
