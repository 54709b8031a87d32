import AgentsClient
import ArgumentParser
import ForeignText
import Migration
import Sheet

/// The root command. Parses, hands over to a command, and turns what comes back into an exit status.
struct Patchbay: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patchbay",
        abstract: "Change phone numbers' settings in bulk, from a spreadsheet.",
        discussion: Guide(
            """
            A sheet (CSV) says which numbers should get which voice, language, variant or project. patchbay checks it,
            finds the connector behind each number, shows the difference, applies it, and accounts for every row in a
            results CSV. A run that was interrupted, even killed, goes on where it was.

            The key for the API is read from POLYAI_API_KEY, or from the file that --api-key-file names. With --emulator
            no key is needed and nothing real is touched.
            """,
            examples: """
                patchbay check numbers.csv                   look for mistakes, offline
                patchbay plan numbers.csv --region uk        see what would change
                patchbay apply numbers.csv --region uk       change it
                patchbay apply numbers.csv --emulator i.csv  rehearse it on an export
                """,
            exits: .run
        ).discussion,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(name: "Migrating", subcommands: [Check.self, Plan.self, Apply.self]),
            CommandGroup(
                name: "Runs", subcommands: [Resume.self, Undo.self, Status.self, Results.self, Log.self, Discard.self]),
            CommandGroup(
                name: "Looking and editing",
                subcommands: [
                    Export.self, ConnectorCommands.self, NumberCommands.self, AgentCommands.self, VariantCommands.self,
                ]),
            CommandGroup(name: "Rehearsing", subcommands: [EmulatorCommand.self]),
        ]
    )

    /// Runs a command line, without the program's name. Never exits the process.
    static func main(_ arguments: [String], in world: World) async -> ExitStatus {
        let status = await run(arguments, in: world)
        guard let lost = world.console.lostOutput else { return status }
        world.console.say(HarmlessText.whole(lost.description))
        return status == .done ? .incomplete : status
    }

    private static func run(_ arguments: [String], in world: World) async -> ExitStatus {
        do {
            try RepeatedOption.check(arguments)
            var parsed = try parseAsRoot(arguments)
            guard let command = parsed as? any WorldCommand else {
                // A group of commands, or `help`: both answer with a text.
                try parsed.run()
                return .done
            }
            var world = world
            if let crash = try CrashSwitch(world.environment) { world.reach = crash.reach }
            return try await run(command, in: world)
        } catch {
            return Failure(error).report(to: world.console)
        }
    }
}

extension Patchbay {
    /// A command whose answer is for programs answers them also when it fails.
    private static func run(_ command: any WorldCommand, in world: World) async throws -> ExitStatus {
        guard let answering = command as? any AnsweringCommand, answering.output.format == .json else {
            return try await command.run(in: world)
        }
        do {
            return try await command.run(in: world)
        } catch {
            let failure = Failure(error)
            let answer = FailureDocument(
                reason: HarmlessText.whole(failure.message), exitStatus: failure.status.rawValue)
            world.console.print(try JSONOutput.text(answer))
            return failure.report(to: world.console)
        }
    }
}

/// What a program is answered in the place of a summary.
private struct FailureDocument: Encodable {
    let reason: String
    let exitStatus: Int32
}

/// A command whose summary can be an object for programs.
protocol AnsweringCommand: WorldCommand {
    var output: FormatOption { get }
}

/// A command that takes the world from outside.
protocol WorldCommand: ParsableCommand {
    func run(in world: World) async throws -> ExitStatus
}

enum Version {
    static let text = "0.1.0"
}
