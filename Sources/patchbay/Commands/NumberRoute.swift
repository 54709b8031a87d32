import AgentsAPI
import AgentsClient
import ArgumentParser
import ForeignText
import Telephony

struct NumberRoute: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "route", abstract: "Have another connector serve a number.",
        usage: "patchbay number route <number> <connector> --agent <project> [<options>]",
        discussion: Guide(
            """
            Takes one number off a connector that several share, without touching the others. Shows both connectors
            and asks.

            With --format json: an object with "isChanged" and "number" as it reads afterwards.
            """,
            examples: """
                patchbay number route +442079460958 conn-7f3a91c2 --agent PROJECT-58RP822I \\
                  --region uk
                """,
            exits: .request(done: "routed, or so already")
        ).discussion)

    @OptionGroup
    var number: NumberOptions

    @Argument(help: ArgumentHelp("The connector's ID; it has to be the same agent's.", valueName: "connector"))
    var connectorID: String

    @OptionGroup
    var consent: ConsentOptions

    func run(in world: World) async throws -> ExitStatus {
        let (number, agent) = (try number.e164(), number.agent.id)
        let target = ConnectorID(rawValue: try Arguments.identifier(connectorID))
        try consent.check(world)
        let change = try await Connection(self.number.connection, world).withClient { [consent] client in
            let before = try await client.reader.phoneNumber(number, of: agent)
            guard before.connectorId != target else { return NumberChange(isChanged: false, number: before) }
            let next = try await client.reader.connector(target, of: agent)
            let question = try await Self.question(before, next, client.reader, agent)
            try await consent.demand(world, question, showing: before) {
                try await client.reader.phoneNumber(number, of: agent)
            }
            let after = try await client.certainly {
                try await client.routePhoneNumber(number, to: target, of: agent).value
            } look: {
                try await Self.routed(before, to: target, client.reader, agent)
            }
            guard after.connectorId == target else { throw Self.notRouted(after, to: target) }
            return NumberChange(isChanged: true, number: after)
        }
        try NumberRenderer(console: world.console, format: self.number.output.format).show(
            change, sentence(change, target))
        return .done
    }

    /// The number as it is, if it is routed as asked; nil if it is as it was.
    private static func routed(
        _ before: PhoneNumberResource, to target: ConnectorID, _ reader: AgentsReader, _ agent: AgentID
    ) async throws -> PhoneNumberResource? {
        let now = try await reader.phoneNumber(before.number, of: agent)
        if now.connectorId == target { return now }
        guard now.connectorId == before.connectorId else {
            throw CommandProblem(
                message: """
                    The request got no clear answer, and \(servant(of: now)) serves the \(now.inWords) now: somebody \
                    else has routed it. It was left alone.
                    """, status: .incomplete)
        }
        return nil
    }

    private static func notRouted(_ number: PhoneNumberResource, to target: ConnectorID) -> CommandProblem {
        CommandProblem(
            message: """
                The API took the request, but \(servant(of: number)) serves the \(number.inWords), not connector \
                \(HarmlessText.make(target.rawValue)).
                """, status: .incomplete)
    }

    private static func servant(of number: PhoneNumberResource) -> String {
        number.connectorId.map { "connector \(HarmlessText.make($0.rawValue))" } ?? "no connector"
    }

    private static func question(
        _ number: PhoneNumberResource, _ next: Connector, _ reader: AgentsReader, _ agent: AgentID
    ) async throws -> String {
        var now: Connector?
        if let id = number.connectorId { now = try await readable(id, reader, agent) }
        let lines = [
            "    now   \(now.map(words) ?? servant(of: number))", "    then  \(words(next))",
        ]
        return (["Route the \(number.inWords) to another connector:"] + lines + ["Go on?"]).joined(separator: "\n")
    }

    private static func words(_ connector: Connector) -> String {
        "\(connector.inWords): \(HarmlessText.make(connector.voiceName))"
    }

    /// A connector that is only to be shown, if it can be.
    private static func readable(
        _ id: ConnectorID, _ reader: AgentsReader, _ agent: AgentID
    ) async throws -> Connector? {
        do {
            return try await reader.connector(id, of: agent)
        } catch {
            guard error.kind.isAboutRequest else { throw error }
            return nil
        }
    }

    private func sentence(_ change: NumberChange, _ target: ConnectorID) -> String {
        let connector = HarmlessText.make(target.rawValue)
        let number = change.number?.inWords ?? "number"
        return change.isChanged
            ? "Connector \(connector) serves the \(number) now."
            : "Connector \(connector) serves the \(number) already."
    }
}
