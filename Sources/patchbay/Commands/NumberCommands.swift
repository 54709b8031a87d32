import AgentsAPI
import AgentsClient
import ArgumentParser
import Telephony

struct NumberCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "number", abstract: "Look at, import, route or release single numbers.",
        subcommands: [
            NumberShow.self, NumberImport.self, NumberRoute.self, NumberRelease.self, NumberList.self,
        ])
}

struct NumberShow: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a number and the connector that serves it.",
        usage: "patchbay number show <number> --agent <project-id> [<options>]",
        discussion: Guide(
            "Its connector's voice and language are shown by: patchbay connector lookup.",
            examples: "patchbay number show +442079460958 --agent PROJECT-58RP822I --region uk",
            exits: .request(done: "shown")
        ).discussion)

    @OptionGroup
    var number: NumberOptions

    var connection: ConnectionOptions { number.connection }

    func call() throws -> Call {
        { [number = try number.e164(), id = number.agent.id] in try await $0.phoneNumber(number, of: id) }
    }

    func show(_ found: PhoneNumberResource, on console: Console) throws {
        try NumberRenderer(console: console, format: number.output.format).show(found)
    }
}

struct NumberList: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List an agent's phone numbers and the connectors that answer them.",
        usage: "patchbay number list --agent <project-id> [<options>]",
        discussion: Guide(
            "One line a number: the number, its connector and its environment, sorted by number.",
            examples: "patchbay number list --agent PROJECT-58RP822I --region uk",
            exits: .request(done: "listed")
        ).discussion)

    @OptionGroup
    var agent: AgentOption

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var output: FormatOption

    func call() -> Call {
        { [id = agent.id] in try await $0.phoneNumbers(of: id) }
    }

    func show(_ numbers: [PhoneNumberResource], on console: Console) throws {
        try NumberRenderer(console: console, format: output.format).list(numbers)
    }
}
