import AgentsAPI
import Emulator
import Foundation
import Sheet
import Telephony

/// The columns of an export, which is also what seeds the emulator.
enum InventoryColumns {
    static let names = [
        "phone_number", "connector_id", "agent_id", "variant_id", "asr_lang_code", "voice_name", "project_id",
        "connector_name", "client_env", "tts_lang_code", "account_id", "disable_handoff", "project_name",
        "variant_name",
    ]

    /// No column is demanded: a row that lacks what it needs says so better than the header could.
    static let schema = SheetSchema(columns: names.map { ColumnDefinition(name: $0) })

    /// As the API has them, which may be anything: to be made harmless before they are written.
    static func cells(number: String, _ connector: Connector, _ names: AgentNames) -> [String] {
        [
            number, connector.connectorId.rawValue, connector.projectId.rawValue, connector.variantId.rawValue,
            connector.asrLangCode, connector.voiceName, connector.projectId.rawValue, connector.name,
            connector.clientEnv.rawValue, connector.ttsLangCode, connector.accountId.rawValue,
            String(connector.disableHandoff), names.agent ?? "", names.variants[connector.variantId] ?? "",
        ]
    }

    static func cells(unrouted number: PhoneNumberResource, _ names: AgentNames) -> [String] {
        [
            number.number, "", number.projectId.rawValue, "", "", "", number.projectId.rawValue, "",
            number.clientEnv.rawValue, "", number.accountId.rawValue, "", names.agent ?? "", "",
        ]
    }
}

/// What people call an agent and its variants, as far as the API tells.
struct AgentNames: Sendable {
    var agent: String?
    var variants: [VariantID: String] = [:]
}

/// An inventory as an export writes it, read to seed the emulator. What an older export lacks is filled in.
struct InventoryFile {
    let path: String

    /// - Parameter account: the path of a description of the account, see ``AccountSeed``.
    ///
    /// Throws what ``seed()`` throws, and `CommandProblem` when the description cannot be read.
    func seed(describing account: String?) throws -> EmulatorSeed {
        let seed = try seed()
        guard let account else { return seed }
        guard let data = FileManager.default.contents(atPath: account) else {
            throw CommandProblem(message: "\(account): the file cannot be read.")
        }
        return try seed.describing(try AccountSeed(json: data, origin: account))
    }

    /// Throws `SheetProblem` or `SeedProblem` when the inventory cannot be used.
    func seed() throws -> EmulatorSeed {
        let reader = try SheetReader(path: path, schema: InventoryColumns.schema)
        let places = InventoryPlaces(reader.header)
        var entries: [InventoryEntry] = []
        try reader.forEachRow { row in
            entries.append(try Self.entry(InventoryRow(row, file: path, places)))
        }
        return try EmulatorSeed(entries)
    }

    private static func entry(_ row: InventoryRow) throws -> InventoryEntry {
        let number = row["phone_number"]
        guard let id = row["connector_id"] else {
            guard let number else {
                throw row.problem(
                    """
                    The row names neither a phone_number nor a connector_id. An inventory is a sheet as 'patchbay \
                    export' writes it.
                    """
                )
            }
            let content = InventoryEntry.Content.unroutedNumber(
                number, project: try row.project(), account: row.account, clientEnv: row.environment)
            return InventoryEntry(content, origin: row.origin)
        }
        let connector = try connector(ConnectorID(rawValue: id), row)
        return InventoryEntry(number: number, connector: connector, origin: row.origin)
    }

    private static func connector(_ id: ConnectorID, _ row: InventoryRow) throws -> Connector {
        let voice = try row.setting("voice_name")
        return Connector(
            connectorId: id, name: row["connector_name"] ?? id.rawValue, accountId: row.account,
            projectId: try row.project(), clientEnv: row.environment,
            variantId: VariantID(rawValue: row["variant_id"] ?? ""), asrLangCode: try row.setting("asr_lang_code"),
            ttsLangCode: row["tts_lang_code"] ?? voice.split(separator: "-").prefix(2).joined(separator: "-"),
            voiceName: voice, disableHandoff: row["disable_handoff"]?.lowercased() == "true")
    }
}

/// Where the columns stand, in the order of `InventoryColumns.names`.
private struct InventoryPlaces {
    let positions: [Int?]

    init(_ header: SheetHeader) { positions = InventoryColumns.names.map { header.positions[$0] } }
}

/// The cells of one row by column name.
private struct InventoryRow {
    private let file: String
    private let line: Int
    /// In the order of `InventoryColumns.names`.
    private let cells: [String?]
    /// Whether the sheet has the column.
    private let places: [Bool]

    init(_ row: borrowing SheetRow, file: String, _ places: InventoryPlaces) {
        self.file = file
        line = row.line
        self.places = places.positions.map { $0 != nil }
        cells = places.positions.map { position in
            guard let position, !row.isBlank(at: position) else { return nil }
            return row.string(at: position)
        }
    }

    subscript(column: String) -> String? {
        InventoryColumns.names.firstIndex(of: column).flatMap { cells[$0] }
    }

    var origin: String { "\(file):\(line)" }
    var account: AccountID { AccountID(rawValue: self["account_id"] ?? "ws-emulator") }
    var environment: ClientEnvironment { self["client_env"].map(ClientEnvironment.init(rawValue:)) ?? .live }

    func project() throws -> AgentID {
        AgentID(rawValue: try self["project_id"] ?? required("agent_id"))
    }

    /// Empty for one that an export left out because no sheet can say it.
    func setting(_ column: String) throws -> String { try has(column) ? self[column] ?? "" : required(column) }

    private func has(_ column: String) -> Bool {
        InventoryColumns.names.firstIndex(of: column).map { places[$0] } ?? false
    }

    func required(_ column: String) throws -> String {
        guard let text = self[column] else {
            throw problem("The row has no \(column). An inventory is a sheet as 'patchbay export' writes it.")
        }
        return text
    }

    func problem(_ message: Finding.Message) -> SheetProblem {
        SheetProblem(file: file, line: line, message)
    }
}
