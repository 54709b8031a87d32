import AgentsAPI
import AgentsClient
import ArgumentParser
import ForeignText
import Telephony

struct NumberCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "number", abstract: "Look at an agent's phone numbers.", subcommands: [NumberList.self])
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
        let sorted = numbers.sorted { $0.number < $1.number }
        switch output.format {
        case .json: console.print(try JSONOutput.text(sorted))
        case .text: for number in sorted { console.print(line(number)) }
        }
    }

    private func line(_ number: PhoneNumberResource) -> String {
        let connector = number.connectorId?.rawValue ?? "(no connector)"
        let cells = [number.number, connector, number.clientEnv.rawValue].map { HarmlessText.make($0) }
        return "\(cells[0].padded(to: 17)) \(cells[1].padded(to: 19)) \(cells[2])"
    }
}
