import AgentsClient
import ArgumentParser
import Migration
import Sheet

/// What `apply` and `resume` share: the client, the question, the progress and the summary.
struct RunSession {
    let connection: ConnectionOptions
    let consent: ConsentOptions
    let format: OutputFormat
    let world: World

    func carryOut(
        takingUpEdits: Bool = true, _ open: (@escaping MigrationObserver) throws -> Run
    ) async throws -> ExitStatus {
        let progress = Progress(world)
        let run = try open(progress.observe)
        let link = Connection(options: connection, world: world)
        try run.check(target: try link.target())
        let state = try connection.emulator.map { _ in
            try EmulatorState(runFile: run.runFilePath, isResumed: run.isResumed)
        }
        let pipeline = connection.pipeline(progress, world)
        let question = Question(consent: consent, sheet: run.sheetPath, progress: progress, world: world)
        let summary = try await link.withClient(emulatorState: state, observer: progress.observe) { client in
            try await pipeline.apply(run, client, takingUpEdits: takingUpEdits, confirm: question.ask)
        }
        progress.end()
        return try show(RunReport(summary: summary, requests: progress.requests, elapsed: progress.elapsed))
    }

    private func show(_ report: RunReport) throws -> ExitStatus {
        switch format {
        case .text: SummaryRenderer(style: world.console.outputStyle).lines(report).forEach(world.console.print)
        case .json: world.console.print(try JSONOutput.text(report))
        }
        return report.exitStatus
    }
}

/// Shows the plan and asks whether it may be carried out.
struct Question: Sendable {
    /// As many changes as fit on a screen or two.
    private static let shownChanges = 12

    let consent: ConsentOptions
    let sheet: String
    let progress: Progress
    let world: World

    func ask(_ runFile: RunFile, _ summary: PlanSummary) throws -> Bool {
        progress.end()
        let console = world.console
        try PlanRenderer(style: console.errorStyle, limit: Self.shownChanges)
            .render(runFile, summary, sheet: sheet, console.say)
        guard consent.yes || isYes(summary) else { return false }
        progress.beginApplying(rows: summary.rowsToChange)
        return true
    }

    private func isYes(_ summary: PlanSummary) -> Bool {
        let live = summary.liveChanges > 0 ? ", \(summary.liveChanges) of them live" : ""
        return world.console.asks("Change \(counted(summary.changes, "connector"))\(live)?")
    }
}

extension Console {
    /// Asks on the terminal; anything but yes is no.
    func asks(_ question: String) -> Bool {
        try? errors.write(Array("\(question) [y/N] ".utf8))
        let answer = readLine()?.lowercased().filter { !$0.isWhitespace } ?? ""
        return answer == "y" || answer == "yes"
    }
}

struct ConsentOptions: ParsableArguments {
    @Flag(help: "Do not ask before writing. Needed when standard input is not a terminal.")
    var yes = false

    /// Before anything is read, so that nobody waits for a question that cannot be asked.
    func check(_ world: World) throws {
        guard yes || world.console.isInputTerminal else {
            throw CommandProblem.usage(
                "Standard input is not a terminal, so nobody can be asked. Add --yes to go on without asking.")
        }
    }
}

extension ConnectionOptions {
    func pipeline(_ progress: Progress, _ world: World) -> Pipeline {
        var pipeline = Pipeline(observe: progress.observe)
        pipeline.batchSize = pacing.batchSize
        pipeline.concurrency = pacing.concurrency
        pipeline.now = world.now
        return pipeline
    }
}
