import AgentsAPI
import AgentsClient
import Telephony

/// How a connector reads, compared with a change that was sent or is about to be.
enum Observation: Sendable {
    /// Has all that the change asks for; what the change leaves alone may be anything.
    case asAsked(Connector)
    /// Has every setting that it had before, and is where it was: one that has gone live since is another matter.
    case untouched(Connector)
    /// Neither of these.
    case different(Connector)
    case missing
    /// Reading failed, so nothing is known.
    case unread(ClientFailure)

    init(_ connector: Connector, of change: Change) {
        if change.patch.reduced(against: connector).isEmpty {
            self = .asAsked(connector)
        } else if connector.hasSameSettings(as: change.before), connector.clientEnv == change.before.clientEnv {
            self = .untouched(connector)
        } else {
            self = .different(connector)
        }
    }
}

extension Observation {
    fileprivate init(_ reading: Result<Connector, ClientFailure>?, of change: Change) {
        switch reading {
        case .success(let connector)?: self.init(connector, of: change)
        case .failure(let failure)?: self = .unread(failure)
        case nil: self = .missing
        }
    }
}

struct ObservedChange: Sendable {
    let change: Change
    let observation: Observation

    /// The change, when its connector reads as it asks.
    var asAsked: Change? {
        if case .asAsked = observation { change } else { nil }
    }
}

/// Reads connectors again, to see whether a change has been made to them.
struct ReadBack: Sendable {
    let reader: AgentsReader
    let size: BatchSize
    let reach: CrashHook

    /// What was read, by connector; there is nothing for connectors that do not exist.
    typealias Readings = [ConnectorID: Result<Connector, ClientFailure>]

    /// Observes changes of one agent, in their order. Throws `RunStop` when the API does not let the run go on.
    func observe(_ changes: [Change]) async throws -> [ObservedChange] {
        let readings = try await read(changes)
        reach(.readBack)
        return changes.map { ObservedChange(change: $0, observation: Observation(readings[$0.connector], of: $0)) }
    }

    /// Reads the connectors of changes of one agent. Throws `RunStop` as `observe` does.
    func read(_ changes: [Change]) async throws -> Readings {
        var readings: Readings = [:]
        for agent in Self.agents(of: changes) {
            let asked = changes.filter { !readings.holds($0.connector) && $0.agentsAfterwards.contains(agent) }
            guard !asked.isEmpty else { continue }
            do {
                let read = try await reader.readings(of: asked.map(\.connector), of: agent, in: size)
                readings.merge(read) { $1 }
            } catch let failure where agent != changes.first?.agent && failure.errorCode == .projectNotFound {
                continue
            } catch let failure where failure.stopsTheRun && !(agent != changes.first?.agent && failure.isFinalRefusal)
            {
                throw RunStop(failure)
            } catch {
                // A project that does not answer, or is closed to this key, may hold the connector all the same.
                for change in asked { readings[change.connector] = .failure(error) }
            }
        }
        return readings
    }

    /// New projects before the old one, as a moved connector answers under its new project first.
    private static func agents(of changes: [Change]) -> [AgentID] {
        let targets = Set(changes.compactMap(\.patch.projectId))
        let own = changes.first.map { [$0.agent] } ?? []
        return targets.subtracting(own).sorted() + own
    }
}

extension ReadBack.Readings {
    fileprivate func holds(_ connector: ConnectorID) -> Bool {
        if case .success? = self[connector] { true } else { false }
    }
}
