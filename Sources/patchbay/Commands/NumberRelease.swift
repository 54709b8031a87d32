import AgentsAPI
import AgentsClient
import ArgumentParser
import ForeignText
import Telephony

struct NumberRelease: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Release a number: it stops answering.",
        usage: "patchbay number release <number> --agent <project-id> [<options>]",
        discussion: Guide(
            """
            Asks first, naming the connector that serves it. It cannot be taken back: the number may be gone for good.
            The connector and its other numbers stay. A number that the agent does not have counts as released.

            With --format json: an object with "isChanged".
            """,
            examples: "patchbay number release +442079460958 --agent PROJECT-58RP822I --region uk",
            exits: .request(done: "released, or not there")
        ).discussion)

    @Argument(help: "The number in E.164, such as +442079460958.")
    var number: String

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
        try consent.check(world)
        let released = try await Connection(connection, world).withClient { [consent, agent = agent.id] client in
            guard let present = try await client.reader.phoneNumberIfAny(number, of: agent) else {
                return PhoneNumberResource?.none
            }
            try await consent.demand(world, Self.question(present))
            try await client.certainly {
                do {
                    _ = try await client.deletePhoneNumber(number, of: agent)
                } catch let failure as ClientFailure where failure.errorCode == .phoneNumberNotFound {
                    // Somebody else was faster.
                }
            } look: { () -> Void? in
                try await client.reader.phoneNumberIfAny(number, of: agent) == nil ? () : nil
            }
            if try await client.reader.phoneNumberIfAny(number, of: agent) != nil {
                throw CommandProblem(
                    message: "The API says that \(number) was released, but still has it. Look again in a while.",
                    status: .incomplete)
            }
            return present
        }
        let sentence =
            released.map { "Released the \($0.inWords)." }
            ?? "The agent \(HarmlessText.make(agent.id.rawValue)) has no number \(number): nothing to release."
        try NumberRenderer(console: world.console, format: output.format)
            .show(NumberChange(isChanged: released != nil, number: nil), sentence)
        return .done
    }

    private static func question(_ number: PhoneNumberResource) -> String {
        let served = number.connectorId.map { ", which connector \(HarmlessText.make($0.rawValue)) serves" } ?? ""
        return "Release the \(number.inWords)\(served)? It stops answering, and this cannot be taken back."
    }
}
