import AgentsAPI
import AgentsClient
import ArgumentParser
import ForeignText
import Migration
import Telephony

struct ConnectorDelete: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a connector and, with it, its numbers.",
        usage: "patchbay connector delete <id> --agent <project-id> [<options>]",
        discussion: Guide(
            "The API deletes the connector's numbers too; they stop answering. Asks first, naming them.",
            examples: """
                patchbay connector delete conn-7f3a91c2 --agent PROJECT-58RP822I \\
                  --region uk
                """,
            exits: .request(done: "deleted")
        ).discussion)

    @Argument(help: "The connector's ID.")
    var id: String

    @OptionGroup
    var agent: AgentOption

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var consent: ConsentOptions

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let (agent, connector) = (agent.id, ConnectorID(rawValue: id))
        try consent.check(world)
        let deletion = try await Connection(connection, world).withClient { [consent] client in
            let found = try await client.reader.connector(connector, of: agent)
            let numbers = try await client.reader.phoneNumbers(of: agent, connector: connector)
            let question = "Delete the \(found.inWords), which serves \(numbers.inWords)?"
            try await consent.demand(world, question, showing: numbers) {
                try await client.reader.phoneNumbers(of: agent, connector: connector)
            }
            return try await client.certainly {
                try await client.deleteConnector(connector, of: agent).value
            } look: { () -> ConnectorDeletion? in
                guard try await client.reader.connectorIfAny(connector, of: agent) == nil else { return nil }
                return ConnectorDeletion(
                    deletedConnector: connector, deletedPhoneNumbers: numbers.map(\.number).sorted())
            }
        }
        try show(deletion, world.console)
        return .done
    }

    private func show(_ deletion: ConnectorDeletion, _ console: Console) throws {
        guard output.format == .text else { return console.print(try JSONOutput.text(deletion)) }
        let id = HarmlessText.make(deletion.deletedConnector.rawValue)
        console.print("Deleted connector \(id) and \(counted(deletion.deletedPhoneNumbers.count, "number")).")
        for number in deletion.deletedPhoneNumbers { console.print("  \(HarmlessText.make(number))") }
    }
}
