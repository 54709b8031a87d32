import AgentsAPI
import AgentsClient
import ArgumentParser
import ForeignText
import Telephony

struct NumberImport: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import a number into an agent.",
        usage: "patchbay number import <number> --agent <project-id> [<options>]",
        discussion: Guide(
            """
            Asks first. A number that the agent has already stays as it is. Until it is routed to a connector, nothing
            may answer it.

            With --format json: an object with "isChanged" and "number" as it reads afterwards.
            """,
            examples: "patchbay number import +442079460958 --agent PROJECT-58RP822I --region uk",
            exits: .request(done: "imported, or there already")
        ).discussion)

    @Argument(help: "The number in E.164, such as +442079460958.")
    var number: String

    @Option(help: ArgumentHelp("sandbox, pre-release or live (default: live).", valueName: "environment"))
    var clientEnv: String?

    @OptionGroup
    var agent: AgentOption

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var consent: ConsentOptions

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let number = try Arguments.phoneNumber(number).description
        let environment = try clientEnv.map(Arguments.environment) ?? .live
        try consent.check(world)
        let change = try await Connection(connection, world).withClient { [consent, agent = agent.id] client in
            if let present = try await client.reader.phoneNumberIfAny(number, of: agent) {
                return NumberChange(isChanged: false, number: present)
            }
            let place = HarmlessText.make(agent.rawValue)
            try await consent.demand(world, "Import the \(environment.rawValue) number \(number) into \(place)?")
            let imported = try await client.certainly {
                _ = try await client.importPhoneNumber(number, into: environment, of: agent)
                return try await client.reader.phoneNumberIfAny(number, of: agent)
            } look: {
                try await client.reader.phoneNumberIfAny(number, of: agent)
            }
            return NumberChange(isChanged: true, number: imported)
        }
        try NumberRenderer(console: world.console, format: output.format).show(change, sentence(change))
        return .done
    }

    private func sentence(_ change: NumberChange) -> String {
        let place = "number \(number)"
        let served =
            change.number?.connectorId.map { "It is served by connector \(HarmlessText.make($0.rawValue))." }
            ?? "No connector serves it yet: patchbay number route."
        guard change.isChanged else {
            return "The agent has the \(change.number?.inWords ?? place) already. \(served)"
        }
        return "Imported the \(change.number?.inWords ?? place). \(served)"
    }
}

extension AgentsReader {
    /// A number, if the agent has it.
    func phoneNumberIfAny(_ number: String, of agent: AgentID) async throws -> PhoneNumberResource? {
        do {
            return try await phoneNumber(number, of: agent)
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
    }
}
