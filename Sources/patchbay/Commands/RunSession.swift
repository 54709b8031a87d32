import AgentsClient
import Migration

/// What `apply` and `resume` share: the client, the question, the progress and the summary.
struct RunSession {
    let connection: Connection
    let options: ConnectionOptions
    let batchSize: Int
    let guards: Guards
    let consent: ConsentOptions
    var showsDetail = false
    var judgement = SheetJudgement()
    var preflight: PreflightPolicy?
    var showsAllFindings = false
    /// Whether the plan is shown, and nothing carried out.
    var onlyPlans = false
    /// Whether the person said where requests go, and not the run file alone.
    var isTargetNamed = true
    let format: OutputFormat
    let world: World

    func carryOut(
        takingUpEdits: Bool = true, _ open: () throws -> Run
    ) async throws -> ExitStatus {
        let progress = RunProgress(world, showsAllFindings: showsAllFindings, pace: connection.pace)
        defer { world.console.clearLine() }
        let run = try open()
        try run.check(target: connection.destination.target)
        if run.isResumed, let limit = try run.file.foundLimit() { connection.pacer.begin(knowing: limit) }
        do {
            let summary = try await progress.ticking(world) {
                try await migrate(run, progress, takingUpEdits: takingUpEdits)
            }
            progress.end()
            let status = try show(report(run, summary, progress), next: next(run, summary))
            return finish(run, summary) ?? status
        } catch {
            progress.countFindings()
            throw tidied(error, run, progress, takingUpEdits)
        }
    }

    /// Returns how the session ends when the run could not be closed. Its summary stands on standard output by then,
    /// so that this is only said beside it.
    private func finish(_ run: Run, _ summary: RunSummary) -> ExitStatus? {
        do {
            try run.finish(summary, at: world.now())
        } catch {
            let unfinished = UnfinishedRun(cause: error, next: next(run, summary).text(in: world), hasSent: true)
            return Failure(unfinished).report(to: world.console)
        }
        if !summary.canBeResumed { removeState(of: run) }
        return nil
    }

    private func report(_ run: Run, _ summary: RunSummary, _ progress: RunProgress) -> RunReport {
        RunReport(
            summary: summary, columns: progress.columns, requests: progress.requests, elapsed: progress.elapsed,
            limit: connection.pacer.report.limit, batchLimit: try? run.file.foundBatchLimit(),
            sending: progress.sending.map {
                RunReport.Sending(expected: $0.expected, requests: $0.requests, seconds: $0.seconds)
            })
    }

    private func migrate(_ run: Run, _ progress: RunProgress, takingUpEdits: Bool) async throws -> RunSummary {
        let state: RehearsalState? =
            switch connection.destination {
            case .api: nil
            case .emulator: try RehearsalState(runFile: run.runFilePath, isResumed: run.isResumed)
            }
        var pipeline = connection.pipeline(progress, guards)
        pipeline.batchSize = batchSize
        pipeline.judgement = judgement
        pipeline.preflight = preflight
        pipeline.asksPerson = !consent.yes
        pipeline.onlyPlans = onlyPlans
        if !isTargetNamed {
            pipeline.mayRead = { [consent, world] reading in
                try await consent.isGiven(world, reading.question(target: run.target.inWords(world)))
            }
        }
        let question = Question(
            consent: consent, sheet: run.sheetPath, target: run.target.inWords(world), batchSize: batchSize,
            isResumed: run.isResumed, verifies: guards.verifies, onlyPlans: onlyPlans, showsDetail: showsDetail,
            format: format,
            pace: connection.pace,
            progress: progress, world: world)
        return try await connection.withClient(rehearsal: state, observer: progress.observe) { [pipeline] client in
            try await pipeline.apply(run, client, takingUpEdits: takingUpEdits, confirm: question.ask)
        }
    }

    /// A run that sent nothing leaves no files behind; one that did keeps them, and its error says how to go on.
    private func tidied(
        _ error: any Error, _ run: Run, _ progress: RunProgress, _ takingUpEdits: Bool
    ) -> any Error {
        guard run.discardIfUnsent() else {
            return UnfinishedRun(
                cause: error, next: next(run).text(in: world), hasSent: progress.hasBegunApplying,
                leavesEdit: takingUpEdits && run.isSheetEdited)
        }
        removeState(of: run)
        return error.naming(run.target.inWords(world))
    }

    private func removeState(of run: Run) {
        if run.target.emulatorInventory != nil { RehearsalState.remove(runFile: run.runFilePath) }
    }

    private func next(_ run: Run, _ summary: RunSummary? = nil) -> NextCommand {
        NextCommand(
            runFile: summary?.runFile ?? run.runFilePath, target: run.target,
            results: run.resultsPath, apiKeyFile: options.apiKeyFile,
            isVerifying: guards.verifies)
    }

    private func show(_ report: RunReport, next: NextCommand) throws -> ExitStatus {
        switch format {
        case .text: SummaryRenderer(world: world, next: next).lines(report).forEach(world.console.print)
        case .json: world.console.print(try JSONOutput.text(report))
        }
        if world.console.hasReaderGone {
            let results = world.shown(report.summary.results)
            world.console.say("The reader of the summary went away before all of it was written. See \(results).")
        }
        return report.exitStatus
    }
}

extension Pipeline.UnplannedReading {
    fileprivate func question(target: String) -> String {
        switch self {
        case .unanswered(1): "A change was sent and got no answer. Ask \(target) what became of it?"
        case .unanswered(let changes):
            "\(changes) changes were sent and got no answer. Ask \(target) what became of them?"
        case .verification(let connectors):
            "Ask \(target) for \(counted(connectors, "connector")), to verify \(connectors == 1 ? "it" : "them")?"
        }
    }
}

extension Connection {
    func pipeline(_ progress: RunProgress, _ guards: Guards = Guards()) -> Pipeline {
        var pipeline = Pipeline(observe: progress.observe)
        pipeline.concurrency = concurrency
        pipeline.foundLimit = { [pacer] in pacer.report.limit }
        pipeline.guards = guards
        pipeline.now = world.now
        pipeline.clock = world.clock
        pipeline.reach = world.reach
        return pipeline
    }
}
