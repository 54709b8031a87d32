import ArgumentParser
import Migration

struct Resume: AnsweringCommand {
    static let configuration = CommandConfiguration(
        abstract: "Go on with an interrupted run, from its run file alone.",
        usage: "patchbay resume <run-file> [<options>]",
        discussion: Guide(
            """
            Finished work is not repeated. Batches whose answer was never seen are read back first, and connectors
            that have changed since are left alone and reported as drifted, unless --on-drift says otherwise.

            The run file holds all that is needed, the sheet too, so it can be carried to another machine and gone on
            with there. It does not hold the API key, nor the pace and the guards of the session before: give those
            again. The results go beside the run file, unless --results says otherwise.

            An edited sheet is taken up by 'patchbay apply' instead.
            """,
            examples: "patchbay resume numbers.patchbay",
            "patchbay resume numbers.patchbay --on-drift overwrite --verify",
            exits: .run
        ).discussion)

    @Argument(help: "The run file, such as numbers.patchbay.")
    var runFile: String

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var batch: BatchOption

    @OptionGroup(title: "Guards")
    var guards: GuardOptions

    @OptionGroup
    var detail: DetailOption

    @OptionGroup
    var consent: ConsentOptions

    @Option(help: ArgumentHelp("Where the results go, if not beside the run file.", valueName: "file"))
    var results: String?

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        if let results {
            try OutputPath.checkDistinct(
                outputs: [("results file", results)], inputs: OutputPath.runFile(runFile) + connection.files)
            try OutputPath.check(results, "results file")
        }
        let run = try Run.resume(runFile, results: results, reach: world.reach)
        if try run.file.record()?.finishedAt != nil { return try show(try run.file.status(), world) }
        try consent.check(world)
        let options = try connection.addressing(run.target)
        var link = try Connection(options, world, isResumed: true)
        link.longestPause = guards.guards.longestOutage
        let session = RunSession(
            connection: link, options: options, batchSize: batch.size, guards: guards.guards, consent: consent,
            showsDetail: detail.detail,
            isTargetNamed: connection.namesTarget || run.target.emulatorInventory != nil, format: output.format,
            world: world)
        return try await session.carryOut(takingUpEdits: false) { run }
    }

    /// A finished run has nothing to go on with.
    private func show(_ status: RunStatus, _ world: World) throws -> ExitStatus {
        let unverified = guards.verify ? ", and nothing was read again to verify it" : ""
        world.console.say("This run is finished; there is nothing to go on with\(unverified).")
        try StatusRenderer(world: world, runFile: runFile).show(status, as: output.format)
        return status.outcomes.keys.allSatisfy(\.isSuccess) ? .done : .incomplete
    }
}
