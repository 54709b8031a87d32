import AgentsAPI
import Emulator
import Migration
import Telephony

/// The small inventory of the tests, and a sheet that has a row of every kind for it.
enum House {
    static let home: AgentID = "HOME"
    static let away: AgentID = "AWAY"
    static let oldVoice = "en-GB-Neural2-A"
    static let newVoice = "en-GB-Neural2-B"
    /// A known voice, which the emulator of the tests refuses all the same.
    static let refusedVoice = "en-GB-Neural2-O"

    static func id(_ index: Int) -> ConnectorID { ConnectorID(rawValue: index < 10 ? "c0\(index)" : "c\(index)") }

    /// From the range that the United Kingdom keeps for fiction; `index` is from 1 to 999.
    static func number(_ index: Int) -> String { "+44207946" + "0\(1000 + index)".suffix(4) }

    static func connector(
        _ index: Int, in project: AgentID = home, voice: String = oldVoice, variant: VariantID = ""
    ) -> Connector {
        Connector(
            connectorId: id(index), name: "Line \(index)", accountId: "ws-1", projectId: project, clientEnv: .live,
            variantId: variant, asrLangCode: "en-GB", ttsLangCode: "en-GB", voiceName: voice, disableHandoff: false)
    }

    static func entry(_ number: Int, on connector: Connector) -> InventoryEntry {
        InventoryEntry(number: House.number(number), connector: connector)
    }

    /// Ten connectors with a number each, of which the second serves a further one that is in the sheet, and the eighth
    /// one that is not; a number that is not routed; and an empty project.
    static let inventory: [InventoryEntry] =
        (1...10).map { entry($0, on: connector($0, variant: $0 == 9 ? "spring" : "")) }
        + [
            entry(20, on: connector(2)), entry(80, on: connector(8)),
            InventoryEntry(
                .unroutedNumber(number(90), project: home, account: "ws-1", clientEnv: .live), origin: "unrouted"),
            InventoryEntry(.project(away, account: "ws-1"), origin: "away"),
        ]

    /// Rows that end as updated, rejected, unchanged, not found, conflict, blocked and invalid.
    static let sheet = """
        Owner,phone_number,connector_id,voice_name,variant_id,project_id
        ann,\(number(1)),,\(newVoice),,
        "bob, jr",\(number(2)),,\(newVoice),,
        ann,\(number(3)),,\(refusedVoice),,
        cat,\(number(20)),,\(newVoice),,
        ann,\(number(4)),c04,\(newVoice),,AWAY
        ann,\(number(5)),,\(oldVoice),,
        ann,\(number(77)),,\(newVoice),,
        ann,\(number(90)),,\(newVoice),,
        ann,\(number(6)),,\(newVoice),,
        ann,\(number(7)),,\(newVoice),,
        ann,\(number(7)),,\(oldVoice),winter,
        ann,\(number(8)),,\(newVoice),,
        ann,,c09,,null,
        ann,not a number,,\(newVoice),,
        ann,\(number(10)),,,summer,
        """

    static let outcomes: [Outcome] = [
        .updated, .updated, .rejected, .updated, .updated, .unchanged, .notFound, .notFound, .updated, .conflict,
        .conflict, .blocked, .updated, .invalid, .updated,
    ]

    static func premise(_ resolution: ResolutionMode = .lookup) -> Premise {
        var options = RunOptions()
        options.sheet.agent = home
        options.skipsInvalid = true
        options.resolution = resolution
        return Premise(inventory: inventory, sheet: sheet, options: options, refusedVoices: [refusedVoice])
    }
}
