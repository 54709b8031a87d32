import AgentsAPI
import Emulator
import Migration
import Telephony

// What became of the connectors and numbers.
extension Inspection {
    func unexplainedStates() -> [String] {
        let known = before.keys.filter(isReliable).sorted().compactMap { id -> String? in
            guard let after = after[id] else { return "connector \(id) is gone." }
            guard let explained = explained(id), explained != after else { return nil }
            return "connector \(id) is \(after), and by the requests it should be \(explained)."
        }
        let new = after.keys.filter { before[$0] == nil }.sorted().map { "connector \($0) was not there before." }
        return known + new + unexplainedNumbers()
    }

    private func explained(_ connector: ConnectorID) -> Connector? {
        guard var explained = before[connector] else { return nil }
        for request in changes(of: connector).sorted(by: { $0.position < $1.position }) {
            explained.set(request.settings(of: connector) ?? [:])
        }
        return explained
    }

    /// A number goes where its connector goes; else only requests on numbers change them.
    private func unexplainedNumbers() -> [String] {
        var numbers = Dictionary(uniqueKeysWithValues: history.before.phoneNumbers.map { ($0.number, $0) })
        for request in requests where request.isOfNumbers {
            for (subject, demand) in request.demands where request.changed(subject) {
                numbers[subject.id] = after(demand, numbers[subject.id], subject.id, request.agent)
            }
        }
        // Where somebody else or a fault moves connectors, their numbers go along.
        let expected = numbers.mapValues { number in
            var number = number
            number.projectId = number.connectorId.flatMap { after[$0]?.projectId } ?? number.projectId
            return number
        }
        let actual = Dictionary(uniqueKeysWithValues: history.after.phoneNumbers.map { ($0.number, $0) })
        return Set(expected.keys).union(actual.keys).sorted().filter { expected[$0] != actual[$0] }.map {
            "number \($0) is \(actual[$0]?.words ?? "gone"), and by the requests \(expected[$0]?.words ?? "gone")."
        }
    }

    private func after(
        _ demand: Demand, _ number: PhoneNumberResource?, _ name: String, _ agent: AgentID
    ) -> PhoneNumberResource? {
        switch demand {
        case .importing(let environment):
            return PhoneNumberResource(
                number: name, projectId: agent, accountId: history.accountID(of: agent), clientEnv: environment,
                connectorId: nil)
        case .routing(let connector):
            var number = number
            number?.connectorId = connector
            number?.clientEnv = before[connector]?.clientEnv ?? .live
            return number
        case .release, .settings: return nil
        }
    }

    func disturbances() -> [String] {
        guard let undisturbed = history.undisturbed else { return [] }
        let hindered = hindered.union(history.unreliable)
        let expected = undisturbed.connectors.filter { !hindered.contains($0.connectorId) }
        let connectors = expected.filter { after[$0.connectorId] != $0 }.map {
            """
            connector \($0.connectorId) has \(after[$0.connectorId].map { Settings(of: $0).words } ?? "gone"), \
            and after an undisturbed run it has \(Settings(of: $0).words).
            """
        }
        let actual = Set(history.after.phoneNumbers)
        let numbers = undisturbed.phoneNumbers.filter { number in
            !actual.contains(number) && number.connectorId.map { !hindered.contains($0) } ?? true
        }
        return connectors + numbers.map { "number \($0.number) is not as after an undisturbed run." }
    }
}

extension History {
    fileprivate func accountID(of agent: AgentID) -> AccountID {
        before.connectors.first { $0.projectId == agent }?.accountId ?? "ws-1"
    }
}

extension PhoneNumberResource {
    fileprivate var words: String { "in \(projectId) (\(clientEnv)) with \(connectorId?.rawValue ?? "no connector")" }
}

extension Connector {
    /// The server makes the language that is spoken of the voice's name.
    fileprivate mutating func set(_ settings: Settings) {
        if let variant = settings[.variantID] { variantId = VariantID(rawValue: variant) }
        if let language = settings[.asrLangCode] { asrLangCode = language }
        if let project = settings[.projectID] { projectId = AgentID(rawValue: project) }
        guard let voice = settings[.voiceName] else { return }
        voiceName = voice
        ttsLangCode = voice.split(separator: "-").prefix(2).joined(separator: "-")
    }
}
