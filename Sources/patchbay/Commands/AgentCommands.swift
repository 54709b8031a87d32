import AgentsAPI
import AgentsClient
import ArgumentParser
import Telephony

struct AgentCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "List an account's agents by their names.", subcommands: [ListAgents.self])
}

struct ListAgents: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the agents of an account that the key sees.",
        usage: "patchbay agent list --account <account-id> [<options>]",
        discussion: Guide(
            """
            One line an agent: its ID and its name, sorted by name. The account's ID stands in each connector and in
            the column account_id of an export.
            """,
            examples: "patchbay agent list --account ws-fd112d8f --region uk",
            exits: .request(done: "listed")
        ).discussion)

    @Option(help: ArgumentHelp("The account.", valueName: "account-id"))
    var account: String

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var output: FormatOption

    func validate() throws {
        if let problem = IdentifierProblem(of: account) {
            throw ValidationError("--account \(problem.fault). Write an account's ID, such as ws-fd112d8f.")
        }
    }

    func call() -> Call {
        { [account = AccountID(rawValue: account)] in try await $0.agents(of: account) }
    }

    func show(_ agents: [AgentSummary], on console: Console) throws {
        let sorted = agents.sorted { ($0.agentName, $0.agentId) < ($1.agentName, $1.agentId) }
        let list = NamedThings(things: sorted.map { NamedThings.Thing(id: $0.agentId.rawValue, name: $0.agentName) })
        try list.show(on: console, output.format)
    }
}

struct VariantCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "variant", abstract: "List an agent's variants by their names.", subcommands: [ListVariants.self])
}

struct ListVariants: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the variants on an agent's branch main.",
        usage: "patchbay variant list --agent <project-id> [<options>]",
        discussion: Guide(
            """
            One line a variant: its ID and its name, sorted by name. Whether one was published to an environment is
            not said.
            """,
            examples: "patchbay variant list --agent PROJECT-58RP822I --region uk",
            exits: .request(done: "listed")
        ).discussion)

    @OptionGroup
    var agent: AgentOption

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var output: FormatOption

    func call() -> Call {
        { [id = agent.id] in try await $0.variants(of: id) }
    }

    func show(_ variants: [Variant], on console: Console) throws {
        let sorted = variants.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        let list = NamedThings(
            things: sorted.map {
                NamedThings.Thing(id: $0.id.rawValue, name: $0.name, isDefault: $0.isDefault ? true : nil)
            })
        try list.show(on: console, output.format)
    }
}
