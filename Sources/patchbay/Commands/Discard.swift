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
            account of that, and all there is to undo it with. So is one that is damaged or of another version.
            Results that were written stay.
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
        let removal = try Removal.of(runFile)
        let name = world.shown(runFile)
        try await consent.demand(world, "Remove \(removal.account.subject(world)), \(name)?", refusal: kept)
        if let reason = removal.account.reasonToKeep(world), !evenIfSent {
            guard !consent.yes else {
                throw CommandProblem(
                    message: "\(name): \(reason), so it was kept. --even-if-sent removes it all the same.")
            }
            let question = "\(reason.prefix(1).uppercased() + reason.dropFirst()). Remove it all the same?"
            try await consent.demand(world, question, refusal: kept)
        }
        try removal.remove()
        if case .run(let record, _) = removal.account, record.target.emulatorInventory != nil {
            RehearsalState.remove(runFile: runFile)
        }
        world.console.print("Removed   \(name)")
        return .done
    }

    private var kept: CommandProblem { CommandProblem(message: "The run was kept.") }
}

extension Removal.Account {
    fileprivate func subject(_ world: World) -> String {
        switch self {
        case .run(let record, _): "the run of \(world.shown(record.sheetPath))"
        case .unreadable: "a run that cannot be read"
        }
    }

    /// Nil when nothing is lost with it but the work.
    fileprivate func reasonToKeep(_ world: World) -> String? {
        switch self {
        case .run(let record, true) where record.target.emulatorInventory == nil:
            "this run has sent changes to \(record.target.inWords(world)), and this file is the only account of them"
        case .run: nil
        case .unreadable(let problem) where problem.code == .empty: nil
        case .unreadable(let problem): "\(problem.code.state), and may be the only account of changes that were sent"
        }
    }
}

extension RunFileProblem.Code {
    fileprivate var state: String {
        switch self {
        case .damaged: "this run file is damaged"
        case .older: "this run file was made by an earlier patchbay"
        case .newer: "this run file was made by a newer patchbay"
        case .apart: "this is a part of a run"
        default: "this run file cannot be read"
        }
    }
}
