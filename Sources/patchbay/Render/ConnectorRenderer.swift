import AgentsAPI
import AgentsClient
import ForeignText
import Migration
import Telephony

/// A connector as it reads after an update, and what the update changed.
struct ConnectorChange: Encodable {
    let connector: Connector
    let changes: [SettingChange]
}

/// Shows connectors on standard output.
struct ConnectorRenderer {
    let console: Console
    let format: OutputFormat

    func show(_ connector: Connector) throws {
        guard format == .text else { return console.print(try JSONOutput.text(connector)) }
        for (name, value) in Self.fields(connector) { console.print("\(name.padded(to: 17))\(shown(value))") }
    }

    /// What an update did: old → new of each setting that differs.
    func show(_ update: ConnectorChange) throws {
        guard format == .text else { return console.print(try JSONOutput.text(update)) }
        let connector = update.connector
        let title = "\(HarmlessText.make(connector.connectorId.rawValue)) (\(HarmlessText.make(connector.name)))"
        console.print(update.changes.isEmpty ? "Connector \(title) is so already." : "Changed connector \(title):")
        lines(update.changes, console.outputStyle).forEach(console.print)
    }

    func lines(_ changes: [SettingChange], _ style: Style) -> [String] {
        changes.map { change in
            let setting = change.setting.rawValue.padded(to: 15)
            return "    \(setting)\(style.red(shown(change.old))) → \(style.green(shown(change.new)))"
        }
    }

    func list(_ connectors: [Connector]) throws {
        let sorted = connectors.sorted { $0.connectorId < $1.connectorId }
        guard format == .text else { return console.print(try JSONOutput.text(sorted)) }
        for connector in sorted {
            let cells = [
                connector.connectorId.rawValue, connector.clientEnv.rawValue, connector.asrLangCode,
                connector.voiceName, connector.name,
            ].map { HarmlessText.make($0) }
            let widths = [17, 12, 7, 27, 0]
            console.print(zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: " "))
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
