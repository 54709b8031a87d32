import ArgumentParser
import Migration

struct Status: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how far a run is, also while it is under way.",
        usage: "patchbay status <run-file> [--format <format>]",
        discussion: Guide(
            """
            Counts the rows by what became of them so far, and the connectors that are left. Needs no key and no
            network.

            With --format json: an object with state (finished, unfinished or underWay), sheet, target, results,
            createdAt, finishedAt (not before the run is finished), rows, outcomes, collateralNumbers, changes,
            settledChanges and changesPerSecond.
            """,
            examples: "patchbay status numbers.patchbay",
            exits: [.done: "shown", .nothingSent: "the run file cannot be read"]
        ).discussion)

    @Argument(help: "The run file, such as numbers.patchbay.")
    var runFile: String

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let file = try RunFile.openForReading(runFile)
        guard try file.record() != nil || !file.isUnderWay else {
            if output.format == .json { world.console.print(try JSONOutput.text(["state": "underWay"])) }
            world.console.say(
                """
                \(world.shown(runFile)): another patchbay is reading the sheet and finding its connectors, or waits \
                for an answer to its question. Nothing was sent so far.
                """)
            return .done
        }
        let status = try file.status()
        try StatusRenderer(world: world, runFile: runFile).show(status, as: output.format)
        return .done
    }
}

struct Results: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a run's results CSV again.",
        usage: "patchbay results <run-file> [--output <file>] [--excel]",
        discussion: Guide(
            """
            For results that were lost or edited, or to look at those of a run that is not at its end. The sheet
            itself is not needed: the run file holds it. They go beside the run file; a file that is there and that
            patchbay did not write, or that was changed since, stays, and they go to another one beside it.
            """,
            examples: "patchbay results numbers.patchbay",
            "patchbay results numbers.patchbay --output copy.csv",
            exits: [.done: "written", .nothingSent: "the run file cannot be read, or the results not be written"]
        ).discussion)

    @Argument(help: "The run file, such as numbers.patchbay.")
    var runFile: String

    @Option(help: ArgumentHelp("Where to write them, if not beside the run file.", valueName: "file"))
    var output: String?

    @OptionGroup
    var form: SheetFormOption

    func run(in world: World) async throws -> ExitStatus {
        let run = try RunFile.openForReading(runFile)
        try OutputPath.checkDistinct(
            outputs: output.map { [("results file", $0)] } ?? [],
            inputs: OutputPath.runFile(runFile) + [("sheet", try run.account().0.sheetPath)])
        let messages = MigrationMessages(world: world)
        let pipeline = Pipeline { event in messages.line(event).map(world.console.say) }
        let path = try pipeline.writeResults(of: run, to: output, isForExcel: form.excel)
        world.console.print("Results   \(world.shown(path))")
        return .done
    }
}
