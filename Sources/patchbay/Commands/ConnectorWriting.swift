import AgentsAPI
import AgentsClient
import ArgumentParser
import Migration
import Telephony

struct ConnectorUpdate: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change one connector's settings.",
        discussion: """
            All numbers of the connector change with it. Shows old → new afterwards.

            EXAMPLE: patchbay connector update conn-7f3a91c2 --voice-name en-GB-Neural2-A --agent PROJECT-58RP822I --region uk
            EXIT CODES: 0 changed, 1 the API refused, 3 nothing was sent, 64 wrong command line.
            """)

    @Argument(help: "The connector's ID.")
    var id: String

    @Option(help: ArgumentHelp("The variant; 'null' clears it.", valueName: "id"))
    var variantId: String?

    @Option(help: ArgumentHelp("The language that speech is recognised in, such as en-GB.", valueName: "tag"))
    var asrLangCode: String?

    @Option(help: ArgumentHelp("The Google TTS voice, such as en-GB-Neural2-A.", valueName: "voice"))
    var voiceName: String?

    @Option(help: ArgumentHelp("The project to move the connector to, with all its numbers.", valueName: "id"))
    var projectId: String?

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var consent: ConsentOptions

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let (agent, patch, connector) = (try connection.requiredAgent(), try patch(), ConnectorID(rawValue: id))
        try consent.check(world)
        guard consent.yes || world.console.asks("Change connector \(id) and what all its numbers answer with?") else {
            throw Refusal.declined
        }
        let (before, after) = try await Connection(options: connection, world: world).withClient { client in
            let before = try await client.reader.connector(connector, of: agent)
            return (before, try await client.updateConnector(connector, patch, of: agent).value)
        }
        try ConnectorRenderer(console: world.console, format: output.format).show(after, before: before)
        return .done
    }

    private func patch() throws -> ConnectorPatch {
        var patch = ConnectorPatch()
        if let variantId { patch.variantId = variantId == "null" ? .clear : .set(VariantID(rawValue: variantId)) }
        patch.asrLangCode = try asrLangCode.map(Arguments.languageTag)?.rawValue
        patch.voiceName = try voiceName.map(Arguments.voiceName)?.rawValue
        patch.projectId = projectId.map(AgentID.init(rawValue:))
        guard !patch.isEmpty else {
            throw CommandProblem.usage("Name a setting: --variant-id, --asr-lang-code, --voice-name or --project-id.")
        }
        return patch
    }
}

struct ConnectorDelete: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a connector and, with it, its numbers.",
        discussion: """
            The API deletes the connector's numbers too; they stop answering. Asks first, naming them.

            EXAMPLE: patchbay connector delete conn-7f3a91c2 --agent PROJECT-58RP822I --region uk
            EXIT CODES: 0 deleted, 1 the API refused, 3 nothing was sent, 64 wrong command line.
            """)

    @Argument(help: "The connector's ID.")
    var id: String

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var consent: ConsentOptions

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let (agent, connector) = (try connection.requiredAgent(), ConnectorID(rawValue: id))
        try consent.check(world)
        let deletion = try await Connection(options: connection, world: world).withClient { client in
            let found = try await client.reader.connector(connector, of: agent)
            let numbers = try await client.reader.phoneNumbers(of: agent, connector: connector)
            guard consent.yes || asks(found, numbers, world.console) else { throw Refusal.declined }
            return try await client.deleteConnector(connector, of: agent).value
        }
        try show(deletion, world.console)
        return .done
    }

    private func asks(_ connector: Connector, _ numbers: [PhoneNumberResource], _ console: Console) -> Bool {
        let list = numbers.isEmpty ? "no number" : numbers.map { HarmlessText.make($0.number) }.joined(separator: ", ")
        let environment = HarmlessText.make(connector.clientEnv.rawValue)
        return console.asks("Delete the \(environment) connector \(connector.connectorId), which serves \(list)?")
    }

    private func show(_ deletion: ConnectorDeletion, _ console: Console) throws {
        switch output.format {
        case .json: console.print(try JSONOutput.text(deletion))
        case .text:
            console.print(
                "Deleted connector \(deletion.deletedConnector) and \(counted(deletion.deletedPhoneNumbers.count, "number"))."
            )
            for number in deletion.deletedPhoneNumbers { console.print("  \(HarmlessText.make(number))") }
        }
    }
}
