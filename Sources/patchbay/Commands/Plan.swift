import AgentsClient
import ArgumentParser
import Foundation
import Migration

struct Plan: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what a sheet would change. Cannot write.",
        discussion: """
            Checks the sheet, reads the connector behind each number, and shows old → new for every setting, the numbers that
            would change with them, and the plan's fingerprint, which 'apply --expect-plan' takes.

            EXAMPLE: patchbay plan numbers.csv --agent PROJECT-58RP822I --region uk
            EXIT CODES: 0 every row can be done, 1 some rows cannot, 3 the sheet has errors or the API did not answer,
            64 wrong command line, 130 interrupted.
            """)

    @Argument(help: "The sheet (CSV).")
    var sheet: String

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var run: RunOptionGroup

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let options = try run.options(agent: connection.agentID)
        let progress = Progress(world)
        let pipeline = connection.pipeline(progress, world)
        let (runFile, summary) = try await Connection(options: connection, world: world)
            .withClient(observer: progress.observe) { [sheet] client in
                try await pipeline.plan(sheet, options, client.reader)
            }
        progress.end()
        try show(runFile, summary, world.console)
        let isComplete = Outcome.allCases.allSatisfy { $0.isSuccess || summary.rows($0) == 0 }
        return isComplete ? .done : .incomplete
    }

    private func show(_ runFile: RunFile, _ summary: PlanSummary, _ console: Console) throws {
        switch output.format {
        case .text:
            try PlanRenderer(style: console.outputStyle).render(runFile, summary, sheet: sheet, console.print)
        case .json:
            let stream = JSONStream(console, list: "changes")
            try runFile.forEachPlannedChange(stream.add)
            var refused: [RefusedRow] = []
            try runFile.forEachRefusedRow { refused.append($0) }
            try stream.end("plan", PlanDocument(summary: summary, refused: refused))
        }
    }
}

private struct PlanDocument: Encodable {
    let summary: PlanSummary
    let refused: [RefusedRow]
}
