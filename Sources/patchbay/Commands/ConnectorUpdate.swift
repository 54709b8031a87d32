import AgentsAPI
import AgentsClient
import ArgumentParser
import ForeignText
import Migration
import Telephony

struct ConnectorUpdate: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change one connector's settings.",
        usage: "patchbay connector update <id> --agent <project-id> [<options>]",
        discussion: Guide(
            """
            Shows old → new and the numbers that change with it, asks, and sends only what differs. For more
            than a few connectors, write a sheet and apply it: that keeps an account of what was changed.

            With --format json: an object with "connector" as it reads afterwards and "changes" (setting, old, new).
            """,
            examples: """
                patchbay connector update conn-7f3a91c2 --voice-name en-GB-Neural2-A \\
                  --agent PROJECT-58RP822I --region uk
                """,
            exits: .request(done: "changed, or so already")
        ).discussion)

    @Argument(help: "The connector's ID.")
    var id: String

    @Option(help: ArgumentHelp("The variant; 'null' clears it.", valueName: "id"))
    var variantId: String?

    @Option(help: ArgumentHelp("The language that speech is recognised in, such as en-GB.", valueName: "tag"))
    var asrLangCode: String?

    @Option(help: ArgumentHelp("The Google TTS voice, such as en-GB-Neural2-A.", valueName: "voice"))
    var voiceName: String?

    @Option(help: ArgumentHelp("The project to move the connector to, with all its numbers.", valueName: "id"))
    var projectId: String?

    @OptionGroup
    var agent: AgentOption

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var consent: ConsentOptions

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let (patch, connector, agent) = (try patch(), ConnectorID(rawValue: id), agent.id)
        try consent.check(world)
        if let remark = try voiceName.map(Arguments.voiceName).flatMap(VoiceCatalogue.google.remark) {
            world.console.say("\(world.console.errorStyle.yellow("warning")): \(remark.message)")
        }
        let renderer = ConnectorRenderer(console: world.console, format: output.format)
        let change = try await Connection(connection, world).withClient { [consent] client in
            let before = try await client.reader.connector(connector, of: agent)
            let due = patch.reduced(against: before)
            guard !due.isEmpty else { return ConnectorChange(connector: before, changes: []) }
            let served = try await client.reader.phoneNumbers(of: agent, connector: connector)
            let question = Self.question(before, due, served, renderer)
            try await consent.demand(world, question, showing: before) {
                try await client.reader.connector(connector, of: agent)
            }
            let after = try await client.certainly {
                try await client.updateConnector(connector, due, of: agent).value
            } look: {
                try await Self.made(due, on: before, of: agent, client.reader)
            }
            return ConnectorChange(connector: after, changes: before.changes(to: after))
        }
        try renderer.show(change)
        return .done
    }

    /// The connector as it is, if the change has been made to it; a moved one is in its new project.
    private static func made(
        _ patch: ConnectorPatch, on before: Connector, of agent: AgentID, _ reader: AgentsReader
    ) async throws -> Connector? {
        for project in [patch.projectId, agent].compactMap({ $0 }) {
            guard let now = try await reader.connectorIfAny(before.connectorId, of: project) else { continue }
            if patch.reduced(against: now).isEmpty { return now }
            guard now.hasSameSettings(as: before) else { break }
            return nil
        }
        throw CommandProblem(
            message: """
                The change got no clear answer, and the \(before.inWords) now is neither as before nor as asked: \
                somebody else has changed it, moved it or deleted it. It was left alone.
                """, status: .incomplete)
    }

    private func patch() throws -> ConnectorPatch {
        var patch = ConnectorPatch()
        if let variantId {
            let isCleared = variantId.lowercased() == "null"
            patch.variantId = isCleared ? .clear : .set(VariantID(rawValue: try Arguments.identifier(variantId)))
        }
        patch.asrLangCode = try asrLangCode.map(Arguments.languageTag)?.rawValue
        patch.voiceName = try voiceName.map(Arguments.voiceName)?.rawValue
        patch.projectId = try projectId.map { AgentID(rawValue: try Arguments.identifier($0)) }
        guard !patch.isEmpty else {
            throw CommandProblem.usage("Name a setting: --variant-id, --asr-lang-code, --voice-name or --project-id.")
        }
        return patch
    }

    private static func question(
        _ before: Connector, _ patch: ConnectorPatch, _ numbers: [PhoneNumberResource], _ renderer: ConnectorRenderer
    ) -> String {
        let changes = before.changes(to: patch.applied(to: before))
        let lines = renderer.lines(changes, renderer.console.errorStyle)
        let title = "Change the \(before.inWords), which serves \(numbers.inWords):"
        return ([title] + lines + ["Go on?"]).joined(separator: "\n")
    }
}

extension Connector {
    /// Such as `live connector conn-7f3a91c2 (London front desk)`.
    var inWords: String {
        let parts = [clientEnv.rawValue, connectorId.rawValue, name].map { HarmlessText.make($0) }
        return "\(parts[0]) connector \(parts[1]) (\(parts[2]))"
    }
}

extension [PhoneNumberResource] {
    /// The numbers, or that there are none.
    var inWords: String {
        isEmpty ? "no number" : map { HarmlessText.make($0.number) }.sorted().joined(separator: ", ")
    }
}
