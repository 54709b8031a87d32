import AgentsAPI
import AgentsClient
import ArgumentParser
import ForeignText
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
        let inventories = try await connection.withReader { [ids = agents.ids] reader in
            var inventories: [Inventory] = []
            for agent in ids {
                let connectors = try await reader.connectors(of: agent)
                inventories.append(Inventory(connectors, try await reader.phoneNumbers(of: agent)))
            }
            return inventories
        }
        var warnings = ExportWarnings()
        try SheetWriter.writing(to: world.console, dialect: SheetDialect(isForExcel: form.excel)) { writer in
            try writer.write(InventoryColumns.names)
            for row in inventories.flatMap(\.rows) {
                if let cells = warnings.cells(of: row) { try writer.write(cells) }
            }
        }
        for line in warnings.lines(world.console.errorStyle) { world.console.say(line) }
        return .done
    }
}

/// An agent's connectors and numbers as the rows of an export.
struct Inventory {
    private let connectors: [Connector]
    private let numbers: [ConnectorID?: [PhoneNumberResource]]

    init(_ connectors: [Connector], _ numbers: [PhoneNumberResource]) {
        self.connectors = connectors.sorted { $0.connectorId < $1.connectorId }
        let known = Set(connectors.map(\.connectorId))
        self.numbers = Dictionary(grouping: numbers.sorted { $0.number < $1.number }) { number in
            number.connectorId.flatMap { known.contains($0) ? $0 : nil }
        }
    }

    var rows: [[String]] {
        connectors.flatMap(rows) + numbers[nil, default: []].map(InventoryColumns.cells(unrouted:))
    }

    private func rows(_ connector: Connector) -> [[String]] {
        let served = numbers[connector.connectorId, default: []].map(\.number)
        return (served.isEmpty ? [""] : served).map { InventoryColumns.cells(number: $0, connector) }
    }
}
