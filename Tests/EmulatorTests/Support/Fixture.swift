import AgentsAPI
import Emulator
import Telephony

/// A small inventory: accounts `ws-1` (projects `SALES` and `CARE`) and `ws-2` (project `PARTNER`).
enum Fixture {
    static let sales: AgentID = "SALES"
    static let care: AgentID = "CARE"
    static let partner: AgentID = "PARTNER"

    static let front = connector("front", in: sales, voice: "en-GB-Neural2-A", variant: "spring")
    static let back = connector("back", in: sales, voice: "de-DE-Wavenet-F", environment: .sandbox)
    static let help = connector("help", in: care, voice: "en-US-Neural2-A")

    static let frontNumbers = ["+442079460001", "+442079460002", "+442079460003"]
    static let helpNumber = "+15555550100"
    static let looseNumber = "+442079460009"

    static let entries: [InventoryEntry] =
        frontNumbers.map { InventoryEntry(number: $0, connector: front) } + [
            InventoryEntry(connector: back),
            InventoryEntry(number: helpNumber, connector: help),
            InventoryEntry(
                .unroutedNumber(looseNumber, project: sales, account: "ws-1", clientEnv: .live), origin: "loose"),
            InventoryEntry(.project(partner, account: "ws-2"), origin: "partner"),
        ]

    static let voices = VoiceCatalogue(names: [
        "en-GB-Neural2-A", "en-US-Neural2-A", "de-DE-Wavenet-F", "cmn-CN-Wavenet-B",
    ])

    static func connector(
        _ id: ConnectorID, in project: AgentID, voice: String, variant: VariantID = "",
        environment: ClientEnvironment = .live
    ) -> Connector {
        let language = voice.split(separator: "-").prefix(2).joined(separator: "-")
        return Connector(
            connectorId: id, name: "The \(id) line", accountId: project == partner ? "ws-2" : "ws-1",
            projectId: project, clientEnv: environment, variantId: variant, asrLangCode: language,
            ttsLangCode: language, voiceName: voice, disableHandoff: false)
    }

    static func configuration() throws -> EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        configuration.seed = try EmulatorSeed(entries)
        configuration.voices = .catalogue(voices)
        configuration.keys = [
            AccessKey("all"), AccessKey("sales-only", projects: [sales]),
            AccessKey("sales-and-partner", projects: [sales, partner]),
        ]
        return configuration
    }
}
