package import AgentsClient
package import Foundation

/// One run with its run file open and locked: what `apply` and `resume` work on.
package struct Run: Sendable {
    package let file: RunFile
    let job: Job
    /// Whether an earlier session of this run sent something.
    package let isResumed: Bool
    /// Where the run file of the sheet's earlier, finished run was moved to make room.
    var archive: String?

    package var runFilePath: String { job.runFilePath }
    package var sheetPath: String { job.sheetPath }
    package var target: RunTarget { job.target }

    /// Throws `RunFileError` when the run belongs elsewhere.
    package func check(target: RunTarget) throws(RunFileError) {
        guard target == job.target else { throw .otherTarget(job.runFilePath, has: job.target, wanted: target) }
    }

    /// Leaves no trace of a run that sent nothing, in this session or an earlier one. Returns whether it is such a run.
    package func discardIfUnsent() -> Bool {
        guard !isResumed, (try? file.hasSentAnything()) == false else { return false }
        return (try? discard()) != nil
    }

    /// Removes the run file, and puts that of the earlier run back into its place.
    private func discard() throws {
        try file.delete()
        guard let archive, !FileManager.default.fileExists(atPath: runFilePath) else { return }
        try FileManager.default.moveItem(atPath: archive, toPath: runFilePath)
    }

    /// Closes the run when no row is left to do. Called once the person has been told how it ended: a run that is killed
    /// before that is taken up again, and tells them the same.
    package func finish(_ summary: RunSummary, at now: Date) throws {
        CrashPoint.reported.reach()
        guard !summary.canBeResumed else { return }
        try file.updateRecord { $0.finishedAt = $0.finishedAt ?? now }
        CrashPoint.finished.reach()
    }

    /// Opens the unfinished run of the job's sheet, or begins a new one. A finished run file is moved out of the way,
    /// and one whose run never sent anything is begun again. Throws `RunFileError`.
    package static func open(_ job: Job) throws -> Run {
        let file = try RunFile.open(job.runFilePath, creating: true)
        guard let record = try file.record() else { return Run(file: file, job: job, isResumed: false) }
        var archive: String?
        if let finishedAt = record.finishedAt {
            archive = try file.archive(finishedAt: finishedAt)
        } else if try file.hasSentAnything() {
            guard record.target == job.target else {
                throw RunFileError.otherTarget(job.runFilePath, has: record.target, wanted: job.target)
            }
            let sheet = job.absoluteSheetPath
            guard record.sheetPath == sheet else {
                throw RunFileError.otherSheet(job.runFilePath, has: record.sheetPath, wanted: sheet)
            }
            return Run(file: file, job: job, isResumed: true)
        } else {
            try file.delete()
        }
        let fresh = try RunFile.open(job.runFilePath, creating: true)
        return Run(file: fresh, job: job, isResumed: false, archive: archive)
    }

    /// Opens a run to go on with it from its run file alone.
    package static func resume(_ path: String) throws -> Run {
        let file = try RunFile.open(path, creating: false)
        guard let record = try file.record() else { throw RunFileError.empty(path) }
        guard try file.hasSentAnything() else {
            throw Refusal.neverStarted(runFile: path, sheet: record.sheetPath)
        }
        let job = Job(
            sheetPath: record.sheetPath, runFilePath: path, resultsPath: record.resultsPath, options: record.options,
            target: record.target)
        return Run(file: file, job: job, isResumed: true)
    }
}

extension Pipeline {
    /// Asked once the plan is made and before anything is written.
    package typealias Confirmation = (RunFile, PlanSummary) async throws -> Bool

    /// Carries a run out, or on. A run that is refused before it sent anything leaves no run file behind.
    ///
    /// Throws `SheetError`, `Refusal` and `RunFileError` when nothing was sent in this session, and `RunStop` when the API
    /// gave up before there was a plan. What happens after that is in the summary.
    package func apply(
        _ run: Run, _ client: AgentsClient, takingUpEdits: Bool, confirm: Confirmation
    ) async throws -> RunSummary {
        var edit: SheetEdit?
        do {
            if run.isResumed {
                edit = try await takeUp(run, client, withEdits: takingUpEdits)
            } else {
                try await begin(run, client)
            }
            try await permit(run, confirm)
        } catch {
            _ = run.discardIfUnsent()
            throw error
        }
        if let archive = run.archive { observe(.archived(path: archive)) }
        let end = try await carryOut(run, client)
        CrashPoint.carriedOut.reach()
        return try record(run.file, end, edit)
    }

    /// Everything up to a plan, of a sheet that nothing has been sent for.
    private func begin(_ run: Run, _ client: AgentsClient) async throws {
        let digest = try SheetDigest.make(path: run.job.sheetPath, options: run.job.options)
        try stageRows(of: run.job, digest: digest, into: run.file)
        try await resolveAndPlan(run.file, run.job.sheetPath, run.job.options, client.reader)
    }

    /// Everything up to what is left of a plan, of a run that an earlier session has begun to send. Returns how the sheet was
    /// edited, if it was.
    private func takeUp(_ run: Run, _ client: AgentsClient, withEdits: Bool) async throws -> SheetEdit? {
        let record = try run.file.account().0
        try await applier(run, client, plannedAt: nil).settleInterrupted()
        CrashPoint.takenUp.reach()
        try run.file.reopenFailedChanges()
        try run.file.forgetFailedBatches()
        if withEdits { try run.file.updateRecord { $0.takeUp(resultsOf: run.job) } }
        let edit = withEdits ? try takeUpEdits(run, record) : nil
        observe(.resuming(record, edit))
        if edit != nil || record.stage == .staged {
            try await resolveAndPlan(run.file, run.job.sheetPath, run.job.options, client.reader)
        }
        return edit
    }

    /// Compares the sheet with the one the run was started with, and replaces it when they differ.
    private func takeUpEdits(_ run: Run, _ record: RunRecord) throws -> SheetEdit? {
        let digest = try SheetDigest.make(path: run.job.sheetPath, options: run.job.options)
        guard digest != record.sheetDigest else { return nil }
        let unknown = try run.file.changeCount(.sent)
        guard unknown == 0 else { throw RunStop.unknownChanges(count: unknown) }
        return try restage(run.job, digest: digest, record: record, into: run.file)
    }

    private func permit(_ run: Run, _ confirm: Confirmation) async throws {
        let summary = try run.file.planSummary()
        // Of a resumed run, both the plan it was started with and what is left of it may be named.
        let fingerprints = [summary.fingerprint, try run.file.record()?.fingerprint]
        if let expected = run.job.expectedPlan, !fingerprints.contains(expected) {
            throw Refusal.otherPlan(expected: expected, actual: summary.fingerprint)
        }
        try checkChanges(summary, run)
        guard summary.changes > 0 else { return }
        guard try await confirm(run.file, summary) else { throw Refusal.declined }
    }

    private func checkChanges(_ summary: PlanSummary, _ run: Run) throws {
        guard let limit = run.job.maxChanges else { return }
        let connectors = try run.file.namedConnectorCount()
        let allowed = limit.most(of: connectors)
        guard summary.changes <= allowed else {
            throw Refusal.tooManyChanges(changes: summary.changes, connectors: connectors, allowed: allowed)
        }
    }

    /// Sends what is to be sent. Returns why it stopped, if it did.
    private func carryOut(_ run: Run, _ client: AgentsClient) async throws -> RunStop? {
        let plannedAt = run.isResumed ? nil : try run.file.record()?.plannedAt
        CrashPoint.permitted.reach()
        try run.file.updateRecord { $0.stage = .applying }
        CrashPoint.begun.reach()
        let applier = try applier(run, client, plannedAt: plannedAt)
        let stop = try await whyStopped { try await applier.apply() }
        try applier.sender.ledger.reportUnknown()
        guard stop == nil, guards.verifies else { return stop }
        return try await whyStopped { try await verification(run, client).verify() }
    }

    private func whyStopped(_ body: () async throws -> Void) async throws -> RunStop? {
        do {
            try await body()
            return nil
        } catch let stop as RunStop {
            return stop
        }
    }

    private func verification(_ run: Run, _ client: AgentsClient) -> Verification {
        Verification(runFile: run.file, readBack: ReadBack(reader: client.reader), now: now, observe: observe)
    }

    private func applier(_ run: Run, _ client: AgentsClient, plannedAt: Date?) throws -> Applier {
        let rows = try run.file.openRowCount(.planned, .sent)
        let gate = Gate(
            budget: FailureBudget(rows: rows, allowed: guards.allowedFailures(of: rows)), breaker: Breaker(now: now))
        let ledger = ChangeLedger(runFile: run.file, budget: gate.budget, now: now, observe: observe)
        let readBack = ReadBack(reader: client.reader)
        return Applier(
            runFile: run.file,
            sender: BatchSender(client: client, ledger: ledger, readBack: readBack, gate: gate),
            driftCheck: DriftCheck(
                ledger: ledger, readBack: readBack, breaker: gate.breaker, policy: guards.onDrift),
            vigil: Vigil(
                reader: client.reader, patience: guards.longestOutage, clock: clock, now: now, observe: observe),
            batchSize: batchSize, concurrency: concurrency, plannedAt: plannedAt)
    }
}
