import AgentsClient
import Foundation
import Sheet

/// Intake, resolve, plan: all up to the consent.
extension Pipeline {
    func intake(_ job: Job, _ file: RunFile) async throws {
        if let source = job.undo {
            let staging = UndoStaging(job: job, source: source, file: file, now: now(), observe: observe)
            return try await offPool { isStopped in try staging.stage(isStopped) }
        }
        let staging = Staging(job: job, file: file, judgement: judgement, now: now(), observe: observe)
        try await offPool { isStopped in try staging.stage(isStopped) }
    }

    func resolveAndPlan(_ job: Job, _ file: RunFile, _ reader: AgentsReader) async throws -> PlanSummary {
        let directory = AgentDirectory(reader, progress: { observe(.resolved(requests: $0)) })
        let errors = try await resolve(job, file, reader, directory)
        return try await plan(job, file, try await preflight(job, file, directory), nameErrors: errors)
    }

    /// Returns how many errors there are in names.
    func resolve(
        _ job: Job, _ file: RunFile, _ reader: AgentsReader, _ directory: AgentDirectory
    ) async throws -> Int {
        let readAt = now()
        let names = NameResolution(
            file: file, directory: directory, sheetName: job.sheetInWords, now: readAt, observe: observe)
        var errors = 0
        let resolver = Resolver(
            reader: reader, file: file, mode: job.options.resolution, splits: job.options.splits,
            allowsCollateral: job.options.allowsCollateral, toleratesUnknownAgents: job.undo != nil,
            concurrency: concurrency,
            progress: { observe(.resolved(requests: $0)) })
        do {
            try await resolver.resolve { errors = try await names.resolve() }
        } catch let unknown as UnknownAgent {
            throw Refusal.unknownAgent(unknown.agent, unknown.failure)
        } catch let failure as ClientFailure {
            throw RunStop(failure)
        }
        try file.updateRecord { $0.plannedAt = readAt }
        file.reach(.resolved)
        return errors
    }

    /// What is taken back was so before.
    func preflight(
        _ job: Job, _ file: RunFile, _ directory: AgentDirectory
    ) async throws -> Preflight? {
        guard let policy = preflight, job.undo == nil else { return nil }
        let needs = try await offPool { _ in try file.preflightNeeds() }
        guard !needs.isEmpty else { return nil }
        do {
            return try await directory.preflight(needs, policy)
        } catch let failure as ClientFailure {
            throw RunStop(failure)
        }
    }

    func plan(
        _ job: Job, _ file: RunFile, _ preflight: Preflight?, nameErrors: Int
    ) async throws -> PlanSummary {
        let planning = Planning(
            file: file, sheetName: job.sheetInWords, options: job.options, nameErrors: nameErrors,
            preflight: preflight, undo: job.undo, overwritesDrift: guards.onDrift == .overwrite, now: now(),
            observe: observe)
        let summary = try await offPool { isStopped in try planning.plan(isStopped) }
        let usable = summary.rows - summary.rows(.invalid)
        if usable > 0, summary.rows(.notFound) == usable, job.undo == nil {
            throw Refusal.nothingFound(rows: usable, agents: try file.agents())
        }
        file.reach(.planned)
        return summary
    }

    /// Makes what an earlier session has left ready to go on. Returns how the sheet was edited, if it was.
    func takeUp(_ run: Run, _ client: AgentsClient, withEdits: Bool) async throws -> SheetEdit? {
        let file = run.file
        guard let record = try file.record() else { throw RunFileProblem.empty(run.runFilePath) }
        if let source = run.job.undo {
            let staging = UndoStaging(job: run.job, source: source, file: file, now: now(), observe: observe)
            guard try staging.digest() == record.sheetDigest else { throw UndoProblem.otherPart(run.runFilePath) }
        }
        let unanswered = try file.changeCount(.sent)
        if unanswered > 0, try await !mayRead(.unanswered(changes: unanswered)) { throw Refusal.declined }
        try await phases(run, client, plannedAt: nil).settleInterrupted()
        file.reach(.takenUp)
        try file.reopenFailedChanges(at: now())
        try file.updateRecord { $0.takeUp(resultsOf: run.job) }
        let edit = withEdits ? try await takeUpEdits(run, record) : nil
        observe(.resuming(record, edit))
        return edit
    }

    /// Replaces the sheet by an edited one, if it was edited.
    func takeUpEdits(_ run: Run, _ record: RunRecord) async throws -> SheetEdit? {
        let staging = Staging(job: run.job, file: run.file, judgement: judgement, now: now(), observe: observe)
        guard try await offPool({ _ in try staging.isEdited(record) }) else { return nil }
        let unknown = try run.file.changeCount(.sent)
        guard unknown == 0 else { throw RunStop.unknownChanges(count: unknown) }
        return try await offPool { isStopped in try staging.restage(record, isStopped) }
    }
}
