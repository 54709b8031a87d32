import AgentsAPI
import Foundation
import Migration
import Sheet
import Telephony

/// The settings of a connector that are asked for, sent or stored, by name; the empty text is "none".
typealias Settings = [Setting: String]

extension Settings {
    init(_ patch: ConnectorPatch) {
        self.init()
        switch patch.variantId {
        case .leave: break
        case .clear: self[.variantID] = ""
        case .set(let variant): self[.variantID] = variant.rawValue
        }
        self[.asrLangCode] = patch.asrLangCode
        self[.voiceName] = patch.voiceName
        self[.projectID] = patch.projectId?.rawValue
    }

    /// Those of a connector that are to be looked at.
    init(of connector: Connector, _ settings: some Sequence<Setting> = Setting.allCases) {
        self.init(uniqueKeysWithValues: settings.map { ($0, $0.value(in: connector)) })
    }

    func isMet(by connector: Connector) -> Bool { allSatisfy { $0.value(in: connector) == $1 } }

    /// In the order of the columns, such as `asr_lang_code=es-ES voice_name=es-ES-Neural2-A`.
    var words: String {
        Setting.allCases.compactMap { setting in self[setting].map { "\(setting.rawValue)=\($0)" } }
            .joined(separator: " ")
    }
}

/// A row of the sheet as the checker reads it, not as the run did.
struct AskedRow {
    /// The physical line it begins on.
    var line: Int
    /// The sheet's own cells, verbatim.
    var cells: [String]
    var agent: AgentID?
    var phone: String?
    var connector: ConnectorID?
    var settings: Settings = [:]
    var action = RowAction.change
    /// The connector that is to serve the number.
    var target: ConnectorID?
    /// Where an imported number is to be.
    var environment: ClientEnvironment?
    /// Whether a cell holds what cannot be used, or one is missing.
    var isInvalid = false

    var project: AgentID? { settings[.projectID].map(AgentID.init(rawValue:)) }

    /// Whether it says where its number should be.
    var placesNumber: Bool { action != .change || target != nil }

    /// All that it wants, to compare it with other rows of its number.
    var wish: [AnyHashable?] { [settings, action, target, environment] }

    var name: String { "line \(line) (\(phone ?? connector?.rawValue ?? "nothing named"))" }
}

/// A sheet as the checker reads it.
struct AskedSheet {
    /// Of the sheet's own columns.
    var header: [String]
    var rows: [AskedRow]

    init(_ path: String, _ options: SheetOptions) throws {
        let reader = try SheetReader(
            path: path, schema: SheetColumns.schema, mappings: options.mappings, delimiter: options.delimiter)
        let own = reader.header.ownPositions
        header = own.map { reader.header.names[$0] }
        var positions = reader.header.positions
        positions[SheetColumns.clientEnvironment] = reader.header.names.firstIndex(of: SheetColumns.clientEnvironment)
        let cells = AskedCells(positions: positions, options: options)
        var rows: [AskedRow] = []
        try reader.forEachRow { row in
            var asked = AskedRow(line: row.line, cells: own.map { row.string(at: $0) })
            cells.fill(&asked) { row.string(at: $0) }
            if row.isMalformed { asked.isInvalid = true }
            rows.append(asked)
        }
        self.rows = rows
    }
}

/// Makes values of a row's cells.
private struct AskedCells {
    let positions: [String: Int]
    let options: SheetOptions

    func fill(_ row: inout AskedRow, _ cell: (Int) -> String) {
        var isInvalid = false
        func text(_ column: String) -> String? {
            let text = positions[column].map { cell($0).trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
            return text.isEmpty ? options.fills[column] : text
        }
        func value(_ column: String, _ check: (String) -> String?) -> String? {
            guard let text = text(column) else { return nil }
            let value = text == options.nullToken ? nil : check(text)
            if value == nil { isInvalid = true }
            return value
        }
        row.agent = value(SheetColumns.agentID, identifier).map(AgentID.init(rawValue:))
        if text(SheetColumns.agentID) == nil { row.agent = options.agent }
        row.connector = value(SheetColumns.connectorID, identifier).map(ConnectorID.init(rawValue:))
        row.phone = value(SheetColumns.phoneNumber) { (try? PhoneNumber(validating: $0))?.description }
        row.settings[.voiceName] = value(Setting.voiceName.rawValue) { (try? VoiceName(validating: $0))?.rawValue }
        row.settings[.asrLangCode] = value(Setting.asrLangCode.rawValue) {
            (try? LanguageTag(validating: $0))?.rawValue
        }
        row.settings[.projectID] = value(Setting.projectID.rawValue, identifier)
        if text(Setting.variantID.rawValue) == options.nullToken {
            row.settings[.variantID] = ""
        } else {
            row.settings[.variantID] = value(Setting.variantID.rawValue, identifier)
        }
        if row.agent == nil || row.phone == nil && row.connector == nil { row.isInvalid = true }
        fillPlace(&row, text, value)
        if isInvalid { row.isInvalid = true }
    }

    private func fillPlace(
        _ row: inout AskedRow, _ text: (String) -> String?, _ value: (String, (String) -> String?) -> String?
    ) {
        if let action = text(SheetColumns.action) {
            if let known = RowAction(cell: action) { row.action = known } else { row.isInvalid = true }
        }
        row.target = value(SheetColumns.targetConnectorID, identifier).map(ConnectorID.init(rawValue:))
        // What is imported goes to the connector beside it.
        if row.action == .importing { row.target = row.target ?? row.connector }
        if row.action == .importing {
            row.environment = value(SheetColumns.clientEnvironment, identifier).map(ClientEnvironment.init(rawValue:))
        }
        if row.placesNumber, row.phone == nil { row.isInvalid = true }
        if row.action == .release, row.target != nil || !row.settings.isEmpty { row.isInvalid = true }
    }

    private func identifier(_ text: String) -> String? {
        text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") } ? text : nil
    }
}
