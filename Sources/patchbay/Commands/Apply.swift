import ArgumentParser
import Foundation
import Migration

struct Apply: AnsweringCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change connectors as a sheet says.",
        usage: "patchbay apply <sheet> [<options>]",
        discussion: Guide(
            """
            Checks the sheet, shows the plan, asks, sends the changes in batches, and writes a results CSV that
            accounts for every row. Nothing is sent while the sheet has errors. However it ended, the same command
            goes on where it was.

            What a run has done is kept in a run file beside the sheet, numbers.patchbay for numbers.csv, and its
            results in numbers.results.csv, which is a sheet again: filter its failed rows and apply them.

            The plan and the progress go to standard error, the summary to standard output; with --format json it is
            an object with "summary" (end, rows, outcomes, causes, collateralNumbers, runFile, results; reason when it
            stopped, edit when the sheet was, verified with --verify, resultsProblem when they could not be written),
            "columns" (read and carried, when the sheet was read), "requests", "elapsed", "sending" (what was expected
            of sending the changes, and what it took) and "limit" (requests a second, once it was found).

            It stops by itself, to be resumed, when too many rows fail, and waits when the API stops answering. A
            connector that somebody else changed in the meantime is left alone and reported as drifted.
            """,
            examples: "patchbay apply numbers.csv --agent PROJECT-58RP822I --region uk",
            "patchbay apply numbers.csv --emulator inventory.csv --yes",
            "patchbay apply numbers.csv --region uk --set voice_name=es-ES-Neural2-A",
            exits: .run
        ).discussion)

    @Argument(help: "The sheet (CSV).")
    var sheet: String

    @OptionGroup
    var agent: SheetAgentOption

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup(title: "The sheet")
    var sheetOptions: SheetOptionGroup

    @OptionGroup
    var run: RunOptionGroup

    @OptionGroup
    var preflight: PreflightOptionGroup

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

    @Option(help: ArgumentHelp("Where the run file is kept, if not beside the sheet.", valueName: "file"))
    var runFile: String?

    @Option(help: ArgumentHelp("Where the results go, if not beside the sheet.", valueName: "file"))
    var results: String?

    @OptionGroup
    var form: SheetFormOption

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        try consent.check(world)
        let options = run.options(try sheetOptions.options(agent: agent.id))
        var link = try Connection(connection, world)
        let paths = try paths(link.destination.target)
        link.longestPause = guards.guards.longestOutage
        var job = Job(
            sheetPath: sheet, runFilePath: paths.runFile, resultsPath: paths.results, options: options,
            target: link.destination.target)
        job.isForExcel = form.excel
        job = planGuards.guarding(job)
        let session = RunSession(
            connection: link, options: connection, batchSize: batch.size, guards: guards.guards, consent: consent,
            showsDetail: detail.detail,
            judgement: try sheetOptions.judgement(refusesDoubts: !world.console.isInputTerminal),
            preflight: preflight.policy, showsAllFindings: sheetOptions.allFindings, format: output.format,
            world: world)
        return try await session.carryOut { [job] in try Run.open(job, reach: world.reach) }
    }

    /// What is wrong with a path is better said now than after the changes were sent.
    private func paths(_ target: RunTarget) throws -> (runFile: String, results: String) {
        guard sheet != "-" else {
            throw CommandProblem.usage(
                """
                A run belongs to its sheet, so 'apply' takes a file, not standard input. Save the sheet, then apply \
                it.
                """
            )
        }
        try OutputPath.checkIsFile(sheet)
        let runFile = runFile ?? sheet.replacingExtension(with: "patchbay")
        let results = results ?? sheet.replacingExtension(with: ResultsFile.suffix(of: target))
        try OutputPath.checkDistinct(
            outputs: OutputPath.runFile(runFile) + [("results file", results)],
            inputs: [("sheet", sheet)] + connection.files)
        try OutputPath.check(runFile, "run file")
        try OutputPath.check(results, "results file")
        return (runFile, results)
    }
}
