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

    @OptionGroup
    var number: NumberOptions

    @Option(help: ArgumentHelp("sandbox, pre-release or live (default: live).", valueName: "environment"))
    var clientEnv: String?

    @OptionGroup
    var consent: ConsentOptions

    func run(in world: World) async throws -> ExitStatus {
        let (number, agent) = (try number.e164(), number.agent.id)
        let environment = try clientEnv.map(Arguments.environment) ?? .live
        try consent.check(world)
        let change = try await Connection(self.number.connection, world).withClient { [consent] client in
            if let present = try await client.reader.phoneNumberIfAny(number, of: agent) {
                guard present.clientEnv == environment else { throw Self.elsewhere(present, environment) }
                return NumberChange(isChanged: false, number: present)
            }
            let place = HarmlessText.make(agent.rawValue)
            try await consent.demand(world, "Import the \(environment.rawValue) number \(number) into \(place)?")
            try await client.certainly {
                _ = try await client.importPhoneNumber(number, into: environment, of: agent)
            } look: { () -> Void? in
                try await client.reader.phoneNumberIfAny(number, of: agent).map { _ in () }
            }
            return NumberChange(isChanged: true, number: try await Self.look(number, environment, client.reader, agent))
        }
        try NumberRenderer(console: world.console, format: self.number.output.format).show(change, sentence(change))
        return .done
    }

    /// How an imported number reads.
    private static func look(
        _ number: String, _ environment: ClientEnvironment, _ reader: AgentsReader, _ agent: AgentID
    ) async throws -> PhoneNumberResource {
        let found: PhoneNumberResource?
        do {
            found = try await reader.phoneNumberIfAny(number, of: agent)
        } catch let failure as ClientFailure {
            throw CommandProblem(
                message: "The API says that \(number) was imported, but it could not be looked at. \(failure.message)",
                status: .incomplete)
        }
        guard let found else {
            throw CommandProblem(
                message: "The API says that \(number) was imported, but does not find it. Look again in a while.",
                status: .incomplete)
        }
        guard found.clientEnv == environment else { throw elsewhere(found, environment) }
        return found
    }

    private static func elsewhere(_ number: PhoneNumberResource, _ asked: ClientEnvironment) -> CommandProblem {
        CommandProblem(
            message: """
                The agent has the \(number.inWords), and not a \(asked.rawValue) one. A number takes over the \
                environment of the connector that it is routed to: patchbay number route.
                """, status: .incomplete)
    }

    private func sentence(_ change: NumberChange) -> String {
        let words = change.number?.inWords ?? "number"
        let served =
            change.number?.connectorId.map { "Connector \(HarmlessText.make($0.rawValue)) serves it." }
            ?? "No connector serves it yet; give it one with: patchbay number route."
        return change.isChanged ? "Imported the \(words). \(served)" : "The agent has the \(words) already. \(served)"
    }
}
