import AgentsAPI
import AgentsClient
import ArgumentParser
import Migration
import Sheet
import Telephony

struct Export: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print every number with its connector's settings, as a sheet to edit and apply.",
        discussion: """
            Numbers come sorted by connector; a connector without numbers has a row of its own. The same file seeds the
            emulator, so an export is also how to rehearse on your own inventory.

            EXAMPLE: patchbay export --agent PROJECT-58RP822I --region uk > inventory.csv
            EXIT CODES: 0 printed, 1 the API refused, 3 no key or a wrong one named, 64 wrong command line, 130 interrupted.
            """)

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func run(in world: World) async throws -> ExitStatus {
        let agent = try connection.requiredAgent()
        let (connectors, numbers) = try await Connection(options: connection, world: world).withClient { client in
            (try await client.reader.connectors(of: agent), try await client.reader.phoneNumbers(of: agent))
        }
        try SheetWriter.writing(to: world.console.output, dialect: SheetDialect()) { writer in
            try writer.write(InventoryColumns.names)
            for row in Inventory(connectors, numbers).rows { try writer.write(row) }
        }
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
