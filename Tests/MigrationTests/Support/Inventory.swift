import AgentsAPI
import Emulator
import Telephony

/// Connectors `c01`, `c02`, … of one project with a number each, and a second project that is empty.
enum Inventory {
    static let home: AgentID = "HOME"
    static let away: AgentID = "AWAY"

    /// What every connector has to begin with.
    static let oldVoice = "en-GB-Neural2-A"
    static let newVoice = "en-GB-Neural2-B"
    /// What somebody else may choose.
    static let otherVoice = "en-GB-Neural2-C"
    /// A known voice, which the emulator of the tests refuses all the same.
    static let refusedVoice = "en-GB-Neural2-O"

    static let voices = VoiceProbe { $0 == refusedVoice ? nil : VoiceCatalogue.google.voice(named: $0)?.languageTag }

    static func id(_ index: Int) -> ConnectorID { ConnectorID(rawValue: index < 10 ? "c0\(index)" : "c\(index)") }

    /// From the range that the United Kingdom keeps for fiction; `index` is from 1 to 99.
    static func number(_ index: Int) -> String {
        "+44207946\(String(repeating: "0", count: index < 10 ? 3 : index < 100 ? 2 : 1))\(index)"
    }

    static func connector(
        _ id: ConnectorID, in project: AgentID = home, voice: String = oldVoice, language: String = "en-GB",
        variant: VariantID = ""
    ) -> Connector {
        Connector(
            connectorId: id, name: "The \(id) line", accountId: "ws-1", projectId: project, clientEnv: .live,
            variantId: variant, asrLangCode: language, ttsLangCode: "en-GB", voiceName: voice, disableHandoff: false)
    }

    static func connectors(_ count: Int) -> [InventoryEntry] {
        (1...count).map { InventoryEntry(number: number($0), connector: connector(id($0))) } + [awayProject]
    }

    static let awayProject = InventoryEntry(.project(away, account: "ws-1"), origin: "away")

    /// A sheet that gives the numbers a voice, in their order.
    static func rollout(_ indices: some Sequence<Int>, voice: String = newVoice) -> String {
        sheet("phone_number,voice_name", indices.map { "\(number($0)),\(voice)" })
    }

    static func sheet(_ header: String, _ rows: [String]) -> String {
        ([header] + rows).joined(separator: "\n") + "\n"
    }
}
