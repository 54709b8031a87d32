import AgentsAPI
import AgentsClient
import ArgumentParser
import Telephony

struct NumberCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "number", abstract: "Look at an agent's phone numbers.", subcommands: [NumberList.self])
}

struct NumberList: WorldCommand {
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

    func run(in world: World) async throws -> ExitStatus {
        let numbers = try await Connection(connection, world).withReader { [id = agent.id] reader in
            try await reader.phoneNumbers(of: id)
        }
        let sorted = numbers.sorted { $0.number < $1.number }
        switch output.format {
        case .json: world.console.print(try JSONOutput.text(sorted))
        case .text: for number in sorted { world.console.print(line(number)) }
        }
        return .done
    }

    private func line(_ number: PhoneNumberResource) -> String {
        let connector = number.connectorId?.rawValue ?? "(no connector)"
        let cells = [number.number, connector, number.clientEnv.rawValue].map { HarmlessText.make($0) }
        return "\(cells[0].padded(to: 17)) \(cells[1].padded(to: 19)) \(cells[2])"
    }
}
