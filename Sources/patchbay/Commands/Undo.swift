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

    @Flag(help: "Show the plan, and send nothing.")
    var plan = false

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var batch: BatchOption

    @OptionGroup(title: "Guards")
    var planGuards: PlanGuardOptions

    @OptionGroup(title: "Guards")
    var guards: GuardOptions

    @OptionGroup
    var detail: DetailOption

    @OptionGroup
    var consent: ConsentOptions

    @Option(help: ArgumentHelp("Where the new run file is kept, if not beside the other.", valueName: "file"))
    var runFile: String?

    @Option(help: ArgumentHelp("Where the results go, if not beside the new run file.", valueName: "file"))
    var results: String?

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        if !plan { try consent.check(world) }
        guard let target = try RunFile.openForReading(run).record()?.target else { throw RunFileProblem.empty(run) }
        guard target.emulatorInventory == nil else { throw Self.rehearsal(run) }
        let options = try connection.addressing(target)
        var link = try Connection(options, world)
        guard link.destination.target == target else {
            throw CommandProblem(
                message: """
                    \(world.shown(run)): this run changed \(target.inWords(world)), so it is taken back there, not \
                    at \(link.destination.target.inWords(world)).
                    """)
        }
        link.longestPause = guards.guards.longestOutage
        let source = try await source(link)
        var session = RunSession(
            connection: link, options: options, batchSize: batch.size, guards: guards.guards, consent: consent,
            showsDetail: detail.detail,
            isTargetNamed: connection.namesTarget, format: output.format, world: world)
        session.onlyPlans = plan
        let job = try job(source)
        do {
            return try await session.carryOut(takingUpEdits: false) { try Run.open(job, reach: world.reach) }
        } catch Refusal.declined where plan {
            return .done
        } catch let unfinished as UnfinishedRun where plan && unfinished.isDeclined {
            return .done
        }
    }

    /// Where it is not known what became of changes, that is found out first.
    private func source(_ link: Connection) async throws -> UndoSource {
        let cut = try only.map { try ResultsCut($0) }
        do {
            return try UndoSource(run, cut: cut, releasesImports: undoImports)
        } catch UndoProblem.unknownChanges where !plan {
            let progress = RunProgress(link.world, showsAllFindings: false, pace: link.pace)
            let pipeline = link.pipeline(progress, guards.guards)
            let interrupted = try Run.resume(run)
            try await link.withClient { client in try await pipeline.findOut(interrupted, client) }
        }
        return try UndoSource(run, cut: cut, releasesImports: undoImports)
    }

    private func job(_ source: UndoSource) throws -> Job {
        let stem = URL(fileURLWithPath: run).deletingPathExtension().path + ".undo"
        let place = runFile ?? stem + ".patchbay"
        let results = results ?? ResultsFile.path(beside: place, of: source.target)
        try OutputPath.checkDistinct(
            outputs: OutputPath.runFile(place) + [("results file", results)],
            inputs: OutputPath.runFile(run) + (only.map { [("rows", $0)] } ?? []) + connection.files)
        try OutputPath.check(place, "run file")
        try OutputPath.check(results, "results file")
        // What the run is of stands in the other's run file.
        var job = Job(
            sheetPath: run, runFilePath: place, resultsPath: results, options: RunOptions(),
            target: source.target)
        job.undo = source
        return planGuards.guarding(job)
    }

    private static func rehearsal(_ run: String) -> CommandProblem {
        CommandProblem(
            message: """
                \(run): this run was a rehearsal, and what its emulator knew went with it. To rehearse undoing too, \
                keep an emulator running with 'patchbay emulator --seed', apply the sheet there with --base-url, and \
                undo that run.
                """)
    }
}
