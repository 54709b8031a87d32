import AgentsAPI
import AgentsClient
import Telephony

/// How a thing reads, compared with a change that was sent or is about to be.
enum Observation: Sendable {
    /// Has all that the change asks for; what the change leaves alone may be anything.
    case asAsked(Reading?)
    /// Is as the change was planned from.
    case untouched(Reading?)
    /// Neither of these.
    case different(Reading?)
    /// Is not there, although the change needs it.
    case missing
    /// Reading failed, so nothing is known.
    case unread(ClientFailure)
}

extension Observation {
    fileprivate init(_ reading: Result<Reading, ClientFailure>?, of change: Change) {
        switch reading {
        case .success(let reading)?: self = change.action.observation(of: reading)
        case .failure(let failure)?: self = .unread(failure)
        case nil: self = change.action.observation(of: nil)
        }
    }
}

struct ObservedChange: Sendable {
    let change: Change
    let observation: Observation

    /// The change, when what it is about reads as it asks.
    var asAsked: Change? {
        if case .asAsked = observation { change } else { nil }
    }
}

/// Reads again what changes are about, to see whether they have been made.
struct ReadBack: Sendable {
    let reader: AgentsReader
    let size: BatchSize
    let reach: CrashHook

    /// Observes changes of one agent and one kind, in their order. Throws `RunStop` when the API does not let the run
    /// go on.
    func observe(_ changes: [Change]) async throws -> [ObservedChange] {
        let readings = try await read(changes)
        reach(.readBack)
        return changes.map { ObservedChange(change: $0, observation: Observation(readings[$0.subject], of: $0)) }
    }

    /// Reads what changes of one agent and one kind are about. Throws `RunStop` as `observe` does.
    func read(_ changes: [Change]) async throws -> Readings {
        guard let first = changes.first else { return [:] }
        var readings: Readings = [:]
        for agent in Self.agents(of: changes) {
            let asked = changes.filter { !readings.holds($0.subject) && $0.agentsAfterwards.contains(agent) }
            guard !asked.isEmpty else { continue }
            do {
                let read = try await first.kind.type.read(asked.map(\.subject), of: agent, reader, in: size)
                readings.merge(read) { $1 }
            } catch let failure where agent != first.agent && failure.errorCode == .projectNotFound {
                continue
            } catch let failure where failure.stopsTheRun && !(agent != first.agent && failure.isFinalRefusal) {
                throw RunStop(failure)
            } catch {
                // A project that does not answer, or is closed to this key, may hold the connector all the same.
                for change in asked { readings[change.subject] = .failure(error) }
            }
        }
        return readings
    }

    /// Where they may have gone before where they were.
    private static func agents(of changes: [Change]) -> [AgentID] {
        let own = changes.first.map { [$0.agent] } ?? []
        return Set(changes.flatMap(\.agentsAfterwards)).subtracting(own).sorted() + own
    }
}

extension Readings {
    fileprivate func holds(_ subject: String) -> Bool {
        if case .success? = self[subject] { true } else { false }
    }
}
