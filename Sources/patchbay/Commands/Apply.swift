import ArgumentParser
import Foundation
import Migration

struct Apply: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change connectors as a sheet says.",
        discussion: """
            Checks the sheet, shows the plan, asks, sends the changes in batches, and writes a results CSV that accounts for
            every row. Killed at any moment, the same command goes on where it was.

            EXAMPLE: patchbay apply numbers.csv --agent PROJECT-58RP822I --region uk
            EXIT CODES: 0 all rows updated or unchanged, 1 finished but some rows are not, 2 stopped and can be resumed,
            3 nothing was sent, 64 wrong command line, 70 internal error, 130 interrupted and can be resumed.
            """)

    @Argument(help: "The sheet (CSV).")
    var sheet: String

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var run: RunOptionGroup

    @OptionGroup
    var consent: ConsentOptions

    @Option(help: ArgumentHelp("Carry out only the plan with this fingerprint.", valueName: "fingerprint"))
    var expectPlan: String?

    @Option(help: ArgumentHelp("Where the checkpoint is kept; beside the sheet if not given.", valueName: "file"))
    var runFile: String?

    @Option(help: ArgumentHelp("Where the results go; beside the sheet if not given.", valueName: "file"))
    var results: String?

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        try consent.check(world)
        var job = Job(
            sheetPath: sheet, runFilePath: runFile ?? beside(sheet, "patchbay"),
            resultsPath: results ?? beside(sheet, "results.csv"),
            options: try run.options(agent: connection.agentID),
            target: try Connection(options: connection, world: world).target())
        job.expectedPlan = expectPlan
        try check(job)
        let session = RunSession(connection: connection, consent: consent, format: output.format, world: world)
        return try await session.carryOut { observe in try Run.open(job, observe: observe) }
    }

    /// `numbers.csv` gives `numbers.patchbay`, in the same folder.
    private func beside(_ sheet: String, _ ending: String) -> String {
        URL(fileURLWithPath: sheet).deletingPathExtension().path + "." + ending
    }

    private func check(_ job: Job) throws {
        let paths = [job.sheetPath, job.runFilePath, job.resultsPath].map { URL(fileURLWithPath: $0).standardized.path }
        guard Set(paths).count == 3 else {
            throw CommandProblem.usage("The sheet, the run file and the results must be three different files.")
        }
    }
}
