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
        discussion: """
            EXAMPLE: patchbay number list --agent PROJECT-58RP822I --region uk
            EXIT CODES: 0 listed, 1 the API refused, 3 no key, 64 wrong command line.
            """)

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let agent = try connection.requiredAgent()
        let numbers = try await Connection(options: connection, world: world).withClient { client in
            try await client.reader.phoneNumbers(of: agent)
        }
        switch output.format {
        case .json: world.console.print(try JSONOutput.text(numbers))
        case .text:
            for number in numbers.sorted(by: { $0.number < $1.number }) {
                let connector = number.connectorId?.rawValue ?? "(no connector)"
                let cells = [number.number, connector, number.clientEnv.rawValue].map { HarmlessText.make($0) }
                world.console.print("\(cells[0].padded(to: 17))\(cells[1].padded(to: 20))\(cells[2])")
            }
        }
        return .done
    }
}
