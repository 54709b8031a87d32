import AgentsClient
import ArgumentParser
import Migration
import Sheet

struct Plan: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what a sheet would change. Cannot write.",
        usage: "patchbay plan <sheet> [<options>]",
        discussion: Guide(
            """
            Checks the sheet, reads the connector behind each number, and shows old → new for every setting, once for
            all connectors that change alike, live ones first; then the numbers that would change with them, the rows
            that will not change and why, the totals, and the plan's fingerprint, which 'patchbay apply --expect-plan'
            takes. With --detail, each connector with all its numbers, in the order of sending, and each row.

            On a terminal it is shown by PATCHBAY_PAGER, PAGER or less where it does not fit; PATCHBAY_PAGER=cat turns
            that off.

            With --format json: an object with the list "changes" (agent, line, connector, changes, numbers, collateral)
            and "plan" (summary, columns, findings, refused; expected: the requests and seconds that carrying it out
            takes).

            Where rows move connectors or set variants, the account's agents, the variants of those that connectors
            come to, and what is deployed of them are read too, and what they lack is said before anything is lost.
            """,
            examples: "patchbay plan numbers.csv --agent PROJECT-58RP822I --region uk",
            "patchbay plan numbers.csv --emulator inventory.csv",
            exits: [
                .done: "every row can be done, or is so already",
                .incomplete: "some rows cannot be done",
                .nothingSent: "the sheet has errors, or the API did not answer",
                .interrupted: "interrupted by a signal",
            ]
        ).discussion)

    @Argument(help: "The sheet (CSV), or - for standard input.")
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

    @OptionGroup
    var detail: DetailOption

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let options = run.options(try sheetOptions.options(agent: agent.id))
        let judgement = try sheetOptions.judgement()
        let connection = try Connection(connection, world)
        let progress = RunProgress(world, showsAllFindings: sheetOptions.allFindings, pace: connection.pace)
        var pipeline = connection.pipeline(progress)
        pipeline.judgement = judgement
        pipeline.preflight = preflight.policy
        let target = connection.destination.target.inWords(world)
        let (runFile, summary) = try await progress.ticking(world) {
            try await connection.withReader(observer: progress.observe) { [sheet, pipeline] reader in
                do {
                    return try await pipeline.plan(sheet, options, reader)
                } catch {
                    throw error.naming(target)
                }
            }
        }
        progress.end()
        let expected = ExpectedRequests(
            try runFile.expectedRequestCount(batchesOf: batch.size), at: connection.pacer.report)
        try show(runFile, summary, progress, expected, target, world)
        let isComplete = Outcome.allCases.allSatisfy { $0.isSuccess || summary.rows($0) == 0 }
        return isComplete ? .done : .incomplete
    }

    private func show(
        _ runFile: RunFile, _ summary: PlanSummary, _ progress: RunProgress, _ expected: ExpectedRequests,
        _ target: String, _ world: World
    ) throws {
        let console = world.console
        switch output.format {
        case .text:
            var renderer = PlanRenderer(
                style: console.outputStyle, sheet: world.shown(sheet: sheet), target: target)
            renderer.expected = expected
            renderer.showsDetail = detail.detail
            renderer.showsAllFindings = sheetOptions.allFindings || !console.isOutputTerminal
            try Pager.show(in: world) { [renderer] in try renderer.render(runFile, summary, $0.print) }
        case .json:
            try PlanDocument.write(runFile, summary, progress, expected, to: console)
        }
    }
}

/// A plan for programs.
struct PlanDocument: Encodable {
    let summary: PlanSummary
    let columns: ColumnUse?
    let findings: [Finding]
    let refused: [RefusedRow]
    let expected: ExpectedRequests

    init(
        _ summary: PlanSummary, _ columns: ColumnUse?, _ findings: [Finding], _ refused: [RefusedRow],
        _ expected: ExpectedRequests
    ) {
        (self.summary, self.columns, self.findings) = (summary, columns, findings)
        (self.refused, self.expected) = (refused, expected)
    }

    static func write(
        _ runFile: RunFile, _ summary: PlanSummary, _ progress: RunProgress, _ expected: ExpectedRequests,
        to console: Console
    ) throws {
        let stream = JSONStream(console, list: "changes")
        try runFile.forEachPlannedChange(stream.add)
        var refused: [RefusedRow] = []
        try runFile.forEachRefusedRow { refused.append($0) }
        let document = PlanDocument(summary, progress.columns, progress.findings, refused, expected)
        try stream.end(["plan": document])
    }
}
