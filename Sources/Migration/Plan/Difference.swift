package import AgentsAPI
import ForeignText
import Telephony

extension Connector {
    /// The settings in which the two differ, in the order of the columns.
    package func changes(to other: Connector) -> [SettingChange] {
        Setting.allCases.compactMap { setting in
            let (old, new) = (setting.value(in: self), setting.value(in: other))
            return old == new ? nil : SettingChange(setting: setting, old: old, new: new)
        }
    }

    /// Of all in which a connector reads otherwise than this one, its environment included, as a part of a sentence.
    func differences(to observed: Connector) -> String {
        let settings = changes(to: observed).inWords
        guard clientEnv != observed.clientEnv else { return settings }
        let environment = SettingChange.words("client_env", observed.clientEnv.rawValue, clientEnv.rawValue)
        return settings.isEmpty ? environment : "\(settings); \(environment)"
    }

    package func hasSameSettings(as other: Connector) -> Bool {
        Setting.allCases.allSatisfy { $0.value(in: self) == $0.value(in: other) }
    }
}

extension [SettingChange] {
    /// Such as `voice_name is "en-US-Neural2-A", not "es-ES-Neural2-A"`.
    var inWords: String {
        map { SettingChange.words($0.setting.rawValue, $0.new, $0.old) }.joined(separator: "; ")
    }
}

extension SettingChange {
    fileprivate static func words(_ name: String, _ now: String, _ expected: String) -> String {
        "\(name) is \(quoted(now)), not \(quoted(expected))"
    }

    private static func quoted(_ value: String) -> String {
        value.isEmpty ? "empty" : "\"\(HarmlessText.make(value))\""
    }
}

extension ConnectorPatch {
    /// The connector as it should read after this patch, but for what the server derives.
    package func applied(to connector: Connector) -> Connector {
        var after = connector
        switch variantId {
        case .leave: break
        case .clear: after.variantId = ""
        case .set(let variant): after.variantId = variant
        }
        if let asrLangCode { after.asrLangCode = asrLangCode }
        if let voiceName { after.voiceName = voiceName }
        if let projectId { after.projectId = projectId }
        return after
    }

    /// This patch without what the connector already has, so that nothing is sent that would not change.
    package func reduced(against connector: Connector) -> ConnectorPatch {
        let changed = Set(connector.changes(to: applied(to: connector)).map(\.setting))
        return ConnectorPatch(
            variantId: changed.contains(.variantID) ? variantId : .leave,
            asrLangCode: changed.contains(.asrLangCode) ? asrLangCode : nil,
            voiceName: changed.contains(.voiceName) ? voiceName : nil,
            projectId: changed.contains(.projectID) ? projectId : nil
        )
    }
}
