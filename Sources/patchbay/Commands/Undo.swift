import AgentsClient
import ArgumentParser
import ForeignText
import Foundation
import Migration

struct Undo: AnsweringCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take back what a run did.",
        usage: "patchbay undo <run-file> [<options>]",
        discussion: Guide(
            """
            What the run is known to have changed gets the settings and the connectors that it had before, as the run
            file kept them. That is a run of its own: it shows its plan and asks, can be interrupted and gone on with,
            has results, and can be taken back in turn. Its run file is numbers.undo.patchbay for numbers.patchbay.

            What somebody has changed since is left alone and reported as drifted, with what it reads now; where a later
            run did it whose file is in the same folder, that run is named. What cannot be taken back is listed first:
            numbers that were released, and those that no connector served before.

            Numbers that the run imported stay, unless --undo-imports releases them; --allow-release says how many.
            """,
            examples: "patchbay undo numbers.patchbay",
            "patchbay undo numbers.patchbay --only some.results.csv",
            "patchbay undo new-numbers.patchbay --undo-imports --allow-release 3",
            exits: .run
        ).discussion)

    @Argument(help: "The run file of the run to take back, such as numbers.patchbay.")
    var run: String

    @Option(
        help: ArgumentHelp(
            "Take back only what these rows are about: a part of the run's results CSV.", valueName: "file"))
    var only: String?

    @Flag(help: "Release the numbers that the run imported.")
    var undoImports = false

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var batch: BatchOption

    @OptionGroup(title: "Guards")
    var planGuards: PlanGuardOptions

    @OptionGroup(title: "Guards")
    var guards: GuardOptions

    @OptionGroup
    var consent: ConsentOptions

    @Option(help: ArgumentHelp("Where the new run file is kept, if not beside the other.", valueName: "file"))
    var runFile: String?

    @Option(help: ArgumentHelp("Where the results go, if not beside the new run file.", valueName: "file"))
    var results: String?

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        try consent.check(world)
        let source = try UndoSource(run, cut: try only.map { try ResultsCut($0) }, releasesImports: undoImports)
        guard source.target.emulatorInventory == nil else { throw Self.rehearsal(run) }
        let options = try connection.addressing(source.target)
        var link = try Connection(options, world)
        guard link.destination.target == source.target else {
            throw CommandProblem(
                message: """
                    \(world.shown(run)): this run changed \(source.target.inWords(world)), so it is taken back there, not \
                    at \(link.destination.target.inWords(world)).
                    """)
        }
        link.longestPause = guards.guards.longestOutage
        let session = RunSession(
            connection: link, options: options, batchSize: batch.size, guards: guards.guards, consent: consent,
            isTargetNamed: connection.namesTarget, format: output.format, world: world)
        let job = try job(source)
        return try await session.carryOut(takingUpEdits: false) { try Run.open(job, reach: world.reach) }
    }

    private func job(_ source: UndoSource) throws -> Job {
        let stem = URL(fileURLWithPath: run).deletingPathExtension().path + ".undo"
        let place = runFile ?? stem + ".patchbay"
        let results = results ?? ResultsFile.path(beside: place, of: source.target)
        try OutputPath.checkDistinct(
            outputs: OutputPath.runFile(place) + [("results file", results)],
            inputs: OutputPath.runFile(run) + (only.map { [("rows", $0)] } ?? []))
        try OutputPath.check(place, "run file")
        try OutputPath.check(results, "results file")
        // There is no such file: what the run is of stands in its run file.
        var job = Job(
            sheetPath: stem + ".csv", runFilePath: place, resultsPath: results, options: RunOptions(),
            target: source.target)
        job.undo = source
        job.expectedPlan = planGuards.expectPlan
        job.maxChanges = planGuards.maxChanges
        job.allowedReleases = planGuards.allowRelease
        return job
    }

    private static func rehearsal(_ run: String) -> CommandProblem {
        CommandProblem(
            message: """
                \(run): this run was a rehearsal, and what its emulator knew went with it. To rehearse undoing too, serve \
                the inventory with 'patchbay emulator --seed' and name it with --base-url.
                """)
    }
}
