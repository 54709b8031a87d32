import ArgumentParser
import Foundation
import Migration

struct Discard: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove a run that is not to be gone on with.",
        usage: "patchbay discard <run-file> [--yes] [--even-if-sent]",
        discussion: Guide(
            """
            Removes the run file, and what a rehearsal kept of its emulator, so that the sheet can be applied anew. A
            run that changed real connectors, or may have, is kept unless you say so twice: its run file is the only
            account of that, and all there is to undo it with. Results that were written stay.
            """,
            examples: "patchbay discard numbers.patchbay",
            exits: [.done: "removed", .nothingSent: "it was kept, or cannot be removed"]
        ).discussion)

    @Argument(help: "The run file, such as numbers.patchbay.")
    var runFile: String

    @OptionGroup
    var consent: ConsentOptions

    @Flag(help: "Remove also a run that sent changes to the real API.")
    var evenIfSent = false

    func run(in world: World) async throws -> ExitStatus {
        try consent.check(world)
        let run = try Run.resume(runFile)
        let isReal = try run.target.emulatorInventory == nil && run.file.hasSentAnything()
        let name = world.shown(runFile)
        try await consent.demand(world, "Remove the run of \(world.shown(run.sheetPath)), \(name)?", refusal: kept)
        if isReal, !evenIfSent {
            guard !consent.yes else {
                throw CommandProblem(
                    message: """
                        \(name): this run has sent changes to \(run.target.inWords(world)), and this file is the only \
                        account of them, so it was kept. --even-if-sent removes it all the same.
                        """)
            }
            let question = """
                It has sent changes to \(run.target.inWords(world)), and this file is the only account of them. Remove \
                it all the same?
                """
            try await consent.demand(world, question, refusal: kept)
        }
        try run.file.delete()
        RehearsalState.remove(runFile: runFile)
        world.console.print("Removed   \(name)")
        return .done
    }

    private var kept: CommandProblem { CommandProblem(message: "The run was kept.") }
}
