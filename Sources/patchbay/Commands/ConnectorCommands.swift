import AgentsAPI
import AgentsClient
import ArgumentParser
import Telephony

struct ConnectorCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector",
        abstract: "Look at, change or delete single connectors.",
        discussion: "A connector answers calls with one voice and language. Several numbers can share it.",
        subcommands: [
            ConnectorLookup.self, ConnectorShow.self, ConnectorUpdate.self, ConnectorDelete.self, ConnectorList.self,
        ])
}

struct ConnectorLookup: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup", abstract: "Show the connector that serves a number.",
        usage: "patchbay connector lookup <number> --agent <project-id> [<options>]",
        discussion: Guide(
            "For the question which voice and language a caller of this number gets.",
            examples: """
                patchbay connector lookup +442079460958 --agent PROJECT-58RP822I \\
                  --region uk
                """,
            exits: .request(done: "shown")
        ).discussion)

    @Argument(help: "The number in E.164, such as +442079460958.")
    var number: String

    @OptionGroup
    var agent: AgentOption

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var output: FormatOption

    func call() throws -> Call {
        let number = try Arguments.phoneNumber(number)
        return { [id = agent.id] in try await $0.lookUpConnector(for: number.description, of: id) }
    }

    func show(_ connector: Connector, on console: Console) throws {
        try ConnectorRenderer(console: console, format: output.format).show(connector)
    }
}

struct ConnectorShow: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a connector's settings.",
        usage: "patchbay connector show <id> --agent <project-id> [<options>]",
        discussion: Guide(
            "One line a setting, named as the columns of a sheet are.",
            examples: """
                patchbay connector show conn-7f3a91c2 --agent PROJECT-58RP822I \\
                  --region uk
                """,
            exits: .request(done: "shown")
        ).discussion)

    @Argument(help: "The connector's ID.")
    var id: String

    @OptionGroup
    var agent: AgentOption

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var output: FormatOption

    func call() -> Call {
        { [id, agent = agent.id] in try await $0.connector(ConnectorID(rawValue: id), of: agent) }
    }

    func show(_ connector: Connector, on console: Console) throws {
        try ConnectorRenderer(console: console, format: output.format).show(connector)
    }
}

struct ConnectorList: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List an agent's connectors.",
        usage: "patchbay connector list --agent <project-id> [<options>]",
        discussion: Guide(
            "One line a connector: its ID, environment, recognised language, voice and name.",
            examples: "patchbay connector list --agent PROJECT-58RP822I --region uk",
            exits: .request(done: "listed")
        ).discussion)

    @OptionGroup
    var agent: AgentOption

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var output: FormatOption

    func call() -> Call {
        { [id = agent.id] in try await $0.connectors(of: id) }
    }

    func show(_ connectors: [Connector], on console: Console) throws {
        try ConnectorRenderer(console: console, format: output.format).list(connectors)
    }
}
