import ArgumentParser

/// The root command. Parses, hands over to a command, and turns what comes back into an exit status.
struct Patchbay: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patchbay",
        abstract: "Moves phone numbers' settings in bulk, from a spreadsheet.",
        discussion: """
            A sheet (CSV) says which numbers should get which voice, language, variant or project. patchbay checks it,
            finds the connector behind each number, shows the difference, applies it, and accounts for every row.

            Begin with 'patchbay check numbers.csv', look at 'patchbay plan numbers.csv', then 'patchbay apply numbers.csv'.
            Add '--emulator inventory.csv' to rehearse against an emulator that touches nothing.

            EXIT CODES: 0 all rows done, 1 some rows not, 2 stopped and can be resumed, 3 nothing was sent,
            64 wrong command line, 70 internal error, 130 interrupted and can be resumed.
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(name: "Migrating", subcommands: [Check.self, Plan.self, Apply.self]),
            CommandGroup(name: "Runs", subcommands: [Resume.self, Status.self, Results.self]),
            CommandGroup(
                name: "Looking and editing", subcommands: [Export.self, ConnectorCommands.self, NumberCommands.self]),
            CommandGroup(name: "Rehearsing", subcommands: [EmulatorCommand.self]),
        ]
    )

    init() {}

    /// Runs a command line, without the program's name. Never exits the process.
    static func main(_ arguments: [String], in world: World) async -> ExitStatus {
        do {
            let parsed = try parseAsRoot(arguments)
            guard let command = parsed as? any WorldCommand else { throw CleanExit.helpRequest(parsed) }
            return try await command.run(in: world)
        } catch {
            return Failure(error).report(to: world.console)
        }
    }
}

/// A command that takes the world from outside.
protocol WorldCommand: ParsableCommand {
    func run(in world: World) async throws -> ExitStatus
}

enum Version {
    static let text = "0.1.0"
}
