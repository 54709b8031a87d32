package import AgentsAPI
import Telephony

extension Connector {
    /// The settings in which the two differ, in the order of the columns.
    package func changes(to other: Connector) -> [SettingChange] {
        Setting.allCases.compactMap { setting in
            let (old, new) = (setting.value(in: self), setting.value(in: other))
            return old == new ? nil : SettingChange(setting: setting, old: old, new: new)
        }
    }

    package func hasSameSettings(as other: Connector) -> Bool {
        Setting.allCases.allSatisfy { $0.value(in: self) == $0.value(in: other) }
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
