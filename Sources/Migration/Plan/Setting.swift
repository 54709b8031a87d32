package import AgentsAPI
import Telephony

/// A setting of a connector that a sheet can change, named by its column.
package enum Setting: String, CaseIterable, Codable, Sendable {
    case variantID = "variant_id"
    case asrLangCode = "asr_lang_code"
    case voiceName = "voice_name"
    case projectID = "project_id"

    package func value(in connector: Connector) -> String {
        switch self {
        case .variantID: connector.variantId.rawValue
        case .asrLangCode: connector.asrLangCode
        case .voiceName: connector.voiceName
        case .projectID: connector.projectId.rawValue
        }
    }
}

/// One setting's old and new value; the empty text is "none".
package struct SettingChange: Hashable, Codable, Sendable {
    package let setting: Setting
    package let old: String
    package let new: String
}
