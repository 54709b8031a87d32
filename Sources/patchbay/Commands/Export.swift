import AgentsAPI
import AgentsClient
import ArgumentParser
import ForeignText
import Migration
import Sheet
import Telephony

struct Export: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print every number with its connector's settings, as a sheet.",
        usage: "patchbay export --agent <project-id> ... [<options>]",
        discussion: Guide(
            """
            The sheet can be edited and applied: change the settings that should change. It also begins an emulator,
            so an export is how to rehearse on your own numbers; to rehearse a move, export both projects.

            The names of projects and variants stand beside their IDs, to be read by people.

            Numbers come sorted by connector; a connector without numbers has a row of its own. What no sheet could
            say, such as the voice of another maker, is left out with a warning: an empty cell leaves a setting alone.
            """,
            examples: "patchbay export --agent PROJECT-58RP822I --region uk > inventory.csv",
            """
            patchbay export --agent PROJECT-58RP822I --agent PROJECT-3JX0T7QK \\
              --region uk > inventory.csv
            """,
            exits: .request(done: "printed")
        ).discussion)

    @OptionGroup
    var agents: AgentsOption

    @OptionGroup
    var form: SheetFormOption

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func run(in world: World) async throws -> ExitStatus {
        let connection = try Connection(connection, world)
        let (inventories, namesFailure) = try await connection.withReader { [ids = agents.ids] reader in
            var inventories: [Inventory] = []
            var names = NameReading(reader: reader)
            for agent in ids {
                let connectors = try await reader.connectors(of: agent)
                let numbers = try await reader.phoneNumbers(of: agent)
                let account = connectors.first?.accountId ?? numbers.first?.accountId
                let named = try await names.names(of: agent, in: account, connectors)
                inventories.append(Inventory(connectors, numbers, named))
            }
            return (inventories, names.failure)
        }
        var warnings = ExportWarnings()
        try SheetWriter.writing(to: world.console, dialect: SheetDialect(isForExcel: form.excel)) { writer in
            try writer.write(InventoryColumns.names)
            for row in inventories.flatMap(\.rows) {
                if let cells = warnings.cells(of: row) { try writer.write(cells) }
            }
        }
        for line in warnings.lines(world.console.errorStyle) { world.console.say(line) }
        if let namesFailure {
            world.console.say(
                """
                note: Names of projects or variants are left out, as they could not be read: \
                \(namesFailure.reason).
                """)
        }
        return .done
    }
}

/// An agent's connectors and numbers as the rows of an export.
struct Inventory {
    private let connectors: [Connector]
    private let numbers: [ConnectorID?: [PhoneNumberResource]]
    private let names: AgentNames

    init(_ connectors: [Connector], _ numbers: [PhoneNumberResource], _ names: AgentNames) {
        self.names = names
        self.connectors = connectors.sorted { $0.connectorId < $1.connectorId }
        let known = Set(connectors.map(\.connectorId))
        self.numbers = Dictionary(grouping: numbers.sorted { $0.number < $1.number }) { number in
            number.connectorId.flatMap { known.contains($0) ? $0 : nil }
        }
    }

    var rows: [[String]] {
        connectors.flatMap(rows) + numbers[nil, default: []].map { InventoryColumns.cells(unrouted: $0, names) }
    }

    private func rows(_ connector: Connector) -> [[String]] {
        let served = numbers[connector.connectorId, default: []].map(\.number)
        return (served.isEmpty ? [""] : served).map { InventoryColumns.cells(number: $0, connector, names) }
    }
}

/// Reads what people call agents and variants. What cannot be read is left out: an export is of use without.
private struct NameReading {
    let reader: AgentsReader
    /// The first.
    private(set) var failure: ClientFailure?
    private var agents: [AccountID: [AgentID: String]] = [:]

    init(reader: AgentsReader) { self.reader = reader }

    mutating func names(
        of agent: AgentID, in account: AccountID?, _ connectors: [Connector]
    ) async throws(ClientFailure) -> AgentNames {
        var names = AgentNames()
        if let account {
            if agents[account] == nil {
                let known = try await known { [reader] () async throws(ClientFailure) in
                    try await reader.agents(of: account).map { ($0.agentId, $0.agentName) }
                }
                agents[account] = Dictionary(known ?? [], uniquingKeysWith: { first, _ in first })
            }
            names.agent = agents[account]?[agent]
        }
        guard connectors.contains(where: { !$0.variantId.rawValue.isEmpty }) else { return names }
        let variants = try await known { [reader] () async throws(ClientFailure) in
            try await reader.variants(of: agent).map { ($0.id, $0.name) }
        }
        names.variants = Dictionary(variants ?? [], uniquingKeysWith: { first, _ in first })
        return names
    }

    /// Nil after a failure, and when an earlier one was of the kind that takes long to come.
    private mutating func known<Value>(
        _ read: () async throws(ClientFailure) -> Value
    ) async throws(ClientFailure) -> Value? {
        if let failure, !failure.isFinalRefusal { return nil }
        do {
            return try await read()
        } catch  where error.kind == .interrupted {
            throw error
        } catch {
            failure = failure ?? error
            return nil
        }
    }
}
