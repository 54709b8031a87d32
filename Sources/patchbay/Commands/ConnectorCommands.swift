import AgentsAPI
import AgentsClient
import ArgumentParser
import Telephony

struct ConnectorCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector",
        abstract: "Look at, change or delete single connectors.",
        subcommands: [
            ConnectorLookup.self, ConnectorShow.self, ConnectorUpdate.self, ConnectorDelete.self, ConnectorList.self,
        ])
}

struct ConnectorLookup: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup", abstract: "Show the connector that serves a number.",
        discussion: """
            EXAMPLE: patchbay connector lookup +442079460958 --agent PROJECT-58RP822I --region uk
            EXIT CODES: 0 shown, 1 the API refused or knows no such number, 3 bad number or key, 64 wrong command line.
            """)

    @Argument(help: "The number in E.164, such as +442079460958.")
    var number: String

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let (agent, number) = (try connection.requiredAgent(), try Arguments.phoneNumber(number))
        let connector = try await Connection(options: connection, world: world).withClient { client in
            try await client.reader.lookUpConnector(for: number.description, of: agent)
        }
        try ConnectorRenderer(console: world.console, format: output.format).show(connector)
        return .done
    }
}

struct ConnectorShow: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a connector's settings.",
        discussion: """
            EXAMPLE: patchbay connector show conn-7f3a91c2 --agent PROJECT-58RP822I --region uk
            EXIT CODES: 0 shown, 1 the API refused or knows no such connector, 3 no key, 64 wrong command line.
            """)

    @Argument(help: "The connector's ID.")
    var id: String

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let agent = try connection.requiredAgent()
        let connector = try await Connection(options: connection, world: world).withClient { [id] client in
            try await client.reader.connector(ConnectorID(rawValue: id), of: agent)
        }
        try ConnectorRenderer(console: world.console, format: output.format).show(connector)
        return .done
    }
}

struct ConnectorList: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List an agent's connectors.",
        discussion: """
            EXAMPLE: patchbay connector list --agent PROJECT-58RP822I --region uk
            EXIT CODES: 0 listed, 1 the API refused, 3 no key, 64 wrong command line.
            """)

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let agent = try connection.requiredAgent()
        let connectors = try await Connection(options: connection, world: world).withClient { client in
            try await client.reader.connectors(of: agent)
        }
        try ConnectorRenderer(console: world.console, format: output.format).list(connectors)
        return .done
    }
}
