import AgentsAPI
import AgentsClient
import Migration
import Telephony

/// Shows connectors on standard output.
struct ConnectorRenderer {
    let console: Console
    let format: OutputFormat

    /// With `before`, settings that differ show as old → new.
    func show(_ connector: Connector, before: Connector? = nil) throws {
        guard format == .text else { return console.print(try JSONOutput.text(connector)) }
        let old = before.map { Self.fields($0) }
        for (index, field) in Self.fields(connector).enumerated() {
            let previous = old?[index].value
            let change = previous.flatMap { $0 == field.value ? nil : "\(shown($0)) → " } ?? ""
            console.print("\(field.name.padded(to: 17))\(change)\(shown(field.value))")
        }
    }

    func list(_ connectors: [Connector]) throws {
        guard format == .text else { return console.print(try JSONOutput.text(connectors)) }
        for connector in connectors.sorted(by: { $0.connectorId < $1.connectorId }) {
            let cells = [
                connector.connectorId.rawValue, connector.clientEnv.rawValue, connector.asrLangCode,
                connector.voiceName, connector.name,
            ].map { HarmlessText.make($0) }
            let widths = [18, 13, 8, 28, 0]
            console.print(zip(cells, widths).map { $0.padded(to: $1) }.joined())
        }
    }

    private static func fields(_ connector: Connector) -> [(name: String, value: String)] {
        [
            ("connector_id", connector.connectorId.rawValue), ("name", connector.name),
            ("account_id", connector.accountId.rawValue), ("project_id", connector.projectId.rawValue),
            ("client_env", connector.clientEnv.rawValue), ("variant_id", connector.variantId.rawValue),
            ("asr_lang_code", connector.asrLangCode), ("tts_lang_code", connector.ttsLangCode),
            ("voice_name", connector.voiceName), ("disable_handoff", String(connector.disableHandoff)),
        ]
    }

    private func shown(_ value: String) -> String { value.isEmpty ? "(none)" : HarmlessText.make(value) }
}
