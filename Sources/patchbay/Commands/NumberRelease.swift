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
            Asks first, naming the connector that serves it, which stays, with its other numbers. A release cannot be
            taken back: the number may be gone for good. One that the agent does not have counts as released.

            With --format json: an object with "isChanged".
            """,
            examples: "patchbay number release +442079460958 --agent PROJECT-58RP822I --region uk",
            exits: .request(done: "released, or not there")
        ).discussion)

    @OptionGroup
    var number: NumberOptions

    @OptionGroup
    var consent: ConsentOptions

    func run(in world: World) async throws -> ExitStatus {
        let (number, agent) = (try number.e164(), number.agent.id)
        try consent.check(world)
        let released = try await Connection(self.number.connection, world).withClient { [consent] client in
            guard let present = try await client.reader.phoneNumberIfAny(number, of: agent) else {
                return PhoneNumberResource?.none
            }
            try await consent.demand(world, Self.question(present), showing: present) {
                try await client.reader.phoneNumber(number, of: agent)
            }
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
            ?? "The agent \(HarmlessText.make(agent.rawValue)) has no number \(number): nothing to release."
        try NumberRenderer(console: world.console, format: self.number.output.format)
            .show(NumberChange(isChanged: released != nil, number: nil), sentence)
        return .done
    }

    private static func question(_ number: PhoneNumberResource) -> String {
        let served = number.connectorId.map { ", which connector \(HarmlessText.make($0.rawValue)) serves" } ?? ""
        return "Release the \(number.inWords)\(served)? It stops answering, and this cannot be taken back."
    }
}
