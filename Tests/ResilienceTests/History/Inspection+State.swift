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

    /// A number that is routed goes where its connector goes; nothing else happens to numbers.
    private func unexplainedNumbers() -> [String] {
        let numbers = Dictionary(uniqueKeysWithValues: history.after.phoneNumbers.map { ($0.number, $0) })
        guard numbers.count == history.before.phoneNumbers.count else { return ["There are more or fewer numbers."] }
        return history.before.phoneNumbers.compactMap { number in
            let project = number.connectorId.flatMap { after[$0]?.projectId } ?? number.projectId
            let now = numbers[number.number]
            if now?.connectorId == number.connectorId, now?.projectId == project { return nil }
            return "number \(number.number) should still be served as before, in project \(project)."
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
