package import AgentsClient
package import Foundation
import Sheet

/// Intake → resolve → plan → consent → apply → record: what each command does of a migration, and in which order.
package struct Pipeline: Sendable {
    /// The most changes in one request; how many the API takes is found out.
    package var batchSize = RunFile.mostChangesAtOnce
    /// Requests under way at a time.
    package var concurrency: @Sendable () -> Int = { 4 }
    /// How many requests a second the API was found to take, once that is known; kept for the next session.
    package var foundLimit: @Sendable () -> Double? = { nil }
    package var guards = Guards()
    package var judgement = SheetJudgement()
    /// Nil where nothing is read beyond telephony.
    package var preflight: PreflightPolicy?
    package var now: @Sendable () -> Date = { Date() }
    /// What waiting for the API is measured by.
    package var clock: any Clock<Duration> = ContinuousClock()
    /// What happens at the crash points of a plan; those of a run are its run file's.
    package var reach: CrashHook = { _ in }
    /// Whether consent is a person's, who may take long to give it.
    package var asksPerson = true
    /// Whether the plan is shown, whatever it is, and not carried out.
    package var onlyPlans = false
    /// Asked before a resumed run reads anything, where it does so without a plan that a person agrees to.
    package var mayRead: @Sendable (UnplannedReading) async throws -> Bool = { _ in true }
    package var observe: MigrationObserver

    package init(observe: @escaping MigrationObserver) { self.observe = observe }

    /// What is read of a run that was begun earlier.
    package enum UnplannedReading: Hashable, Sendable {
        /// What became of changes that were sent and got no answer.
        case unanswered(changes: Int)
        /// Connectors that were changed, and are to be verified.
        case verification(connectors: Int)
    }

    /// Asked once the plan is made and before anything is written.
    package typealias Confirmation = (RunFile, PlanSummary) async throws -> Bool

    /// Checks a sheet locally. Throws `SheetProblem` when it cannot be read to its end.
    package func check(_ sheetPath: String, _ options: SheetOptions) async throws -> IntakeReport {
        try await offPool { isStopped in
            let intake = Intake(
                sheetPath: sheetPath, options: options, judgement: judgement, observe: observe, isStopped: isStopped)
            return try intake.read(try intake.open(), into: UnkeptRows())
        }
    }

    /// Makes a plan in a scratch run file. Takes a reader, so nothing can be written.
    ///
    /// Throws `SheetProblem`, `Refusal` when the sheet's errors forbid to go on, and `RunStop` when the API does.
    package func plan(
        _ sheetPath: String, _ options: RunOptions, _ reader: AgentsReader
    ) async throws -> (RunFile, PlanSummary) {
        let file = try RunFile.scratch(reach: reach)
        let job = Job.inMemory(sheetPath, options)
        let summary = try await interruptibly(file) {
            try await intake(job, file)
            return try await resolveAndPlan(job, file, reader)
        }
        return (file, summary)
    }

    /// Carries a run out, or on. All up to the consent is one transaction: without it the run's account is as it was,
    /// and a run that never sent anything leaves no run file behind.
    ///
    /// Throws `SheetProblem`, `Refusal` and `RunFileProblem` when nothing was sent in this session, and `RunStop` when
    /// the API gave up before there was a plan. What happens after that is in the summary.
    package func apply(
        _ run: Run, _ client: AgentsClient, takingUpEdits: Bool, confirm: Confirmation
    ) async throws -> RunSummary {
        let file = run.file
        let prepared: Prepared
        do {
            prepared = try await interruptibly(file) { try await prepare(run, client, takingUpEdits, confirm) }
            try file.keepPrepared()
            file.reach(.begun)
        } catch {
            file.dropPrepared()
            _ = run.discardIfUnsent()
            throw error
        }
        if let archive = run.archive { observe(.archived(path: archive, results: run.archivedResults?.path)) }
        let stop = try await send(run, client, isReadingFresh: prepared.isReadingFresh)
        file.reach(.carriedOut)
        return try await offPool { _ in try record(run, stop, prepared.edit) }
    }

    /// Finds out what became of changes that were sent and got no answer, and sends nothing.
    package func findOut(_ run: Run, _ client: AgentsClient) async throws {
        try run.file.prepare(at: now())
        do {
            try await phases(run, client, plannedAt: nil).settleInterrupted()
            try run.file.keepPrepared()
        } catch {
            run.file.dropPrepared()
            throw error
        }
    }

    /// How a run came to the consent.
    private struct Prepared {
        /// How the sheet of a resumed run was edited, if it was.
        let edit: SheetEdit?
        /// Whether the connectors can be taken to be as they were read.
        let isReadingFresh: Bool
    }

    /// A person who took longer than this to agree, in seconds, agreed to what may not be so any more.
    private static let quickAnswer: TimeInterval = 5

    /// Takes a run to the consent.
    private func prepare(
        _ run: Run, _ client: AgentsClient, _ takingUpEdits: Bool, _ confirm: Confirmation
    ) async throws -> Prepared {
        let (file, job) = (run.file, run.job)
        try await offPool { _ in try run.checkResultsPlace() }
        let record = try file.record()
        if run.isResumed, let other = try file.read(file.takenBack).last(where: { !$0.hasDoneNothing }) {
            throw UndoProblem.takenBack(run.runFilePath, by: other.path)
        }
        async let sheetCheck: Void = offPool { isStopped in try run.checkSheet(record, isStopped) }
        try file.prepare(at: now())
        let edit = run.isResumed ? try await takeUp(run, client, withEdits: takingUpEdits) : nil
        if !run.isResumed { try await intake(job, file) }
        let isToBePlanned = !run.isResumed || edit != nil
        let summary =
            isToBePlanned
            ? try await resolveAndPlan(job, file, client.reader) : try await offPool { _ in try file.planSummary() }
        try await sheetCheck
        let askedAt = now()
        try await permit(run, summary, isPlannedAnew: isToBePlanned, confirm)
        let isFresh = !asksPerson || (0...Self.quickAnswer).contains(now().timeIntervalSince(askedAt))
        if let source = job.undo, summary.changes > 0 {
            try source.noteTakenBack(by: file.absolutePath, at: now())
        }
        file.reach(.permitted)
        try file.updateRecord { $0.stage = .applying }
        return Prepared(edit: edit, isReadingFresh: isFresh && !run.isResumed)
    }

    private func interruptibly<Value: Sendable>(
        _ file: RunFile, _ body: () async throws -> Value
    ) async throws -> Value {
        try await withTaskCancellationHandler(operation: body) { file.interruption.ask() }
    }
}

// MARK: - Consent

extension Pipeline {
    private func permit(
        _ run: Run, _ summary: PlanSummary, isPlannedAnew: Bool, _ confirm: Confirmation
    ) async throws {
        // Of a resumed run, both the plan it was started with and what is left of it may be named.
        if let expected = run.job.expectedPlan, expected != summary.fingerprint,
            try expected != run.file.wholeFingerprint()
        {
            throw Refusal.otherPlan(expected: expected, actual: summary.fingerprint)
        }
        if let limit = run.job.maxChanges {
            let named = try run.file.named()
            let allowed = limit.most(of: named.count)
            let changes = try run.file.changedThings()
            guard changes <= allowed else {
                throw Refusal.tooManyChanges(changes: changes, named: named, allowed: allowed)
            }
        }
        // What is left of a plan was agreed to when the run began.
        if !onlyPlans, isPlannedAnew, summary.releases > 0, run.job.allowedReleases != summary.releases {
            throw Refusal.releases(
                summary, allowed: run.job.allowedReleases, numbers: try run.file.numbersToRelease(limit: 5))
        }
        guard summary.changes > 0 || onlyPlans else { return try await permitVerification(run) }
        guard try await confirm(run.file, summary) else { throw Refusal.declined }
    }

    /// With changes, the question names the place that is read.
    private func permitVerification(_ run: Run) async throws {
        guard guards.verifies, run.isResumed else { return }
        let connectors = try run.file.unverifiedCount()
        if connectors > 0, try await !mayRead(.verification(connectors: connectors)) { throw Refusal.declined }
    }
}

// MARK: - Apply

extension Pipeline {
    /// Sends what is to be sent. Returns why it stopped, if it did.
    private func send(_ run: Run, _ client: AgentsClient, isReadingFresh: Bool) async throws -> RunStop? {
        let plannedAt = isReadingFresh ? try run.file.record()?.plannedAt : nil
        let phases = try phases(run, client, plannedAt: plannedAt)
        let stop = try await whyStopped { try await phases.apply() }
        if let limit = foundLimit() { try? run.file.keep(foundLimit: limit) }
        try phases.ledger.reportUnknown()
        guard stop == nil else { return stop }
        let (connectors, numbers) = (readBack(run, client.reader), readBack(run, client.reader))
        let verification = Verification(
            file: run.file, readBack: { $0 == .settings ? connectors : numbers }, ledger: phases.ledger)
        return try await whyStopped {
            if guards.verifies { try await verification.verify() }
            try run.file.checkIsInPlace()
        }
    }

    private func whyStopped(_ body: () async throws -> Void) async throws -> RunStop? {
        do {
            try await body()
            return nil
        } catch let stop as RunStop {
            return stop
        }
    }

    func phases(_ run: Run, _ client: AgentsClient, plannedAt: Date?) throws -> Phases {
        let rows = try run.file.openRowCount(.planned, .sent)
        let gate = Gate(
            budget: FailureBudget(rows: rows, allowed: guards.allowedFailures(of: rows)), breaker: Breaker(now: now))
        let ledger = ChangeLedger(file: run.file, budget: gate.budget, now: now, observe: observe)
        let appliers = try run.file.openKinds().map {
            try applier(of: $0, run, client, ledger, gate, plannedAt: plannedAt)
        }
        return Phases(
            file: run.file, ledger: ledger,
            splitTargets: SplitTargets(file: run.file, ledger: ledger, reader: client.reader),
            allowsCollateral: run.job.options.allowsCollateral, appliers: appliers)
    }

    private func readBack(_ run: Run, _ reader: AgentsReader) -> ReadBack {
        ReadBack(reader: reader, size: .forReading(), reach: run.file.reach)
    }

    private func applier(
        of kind: ActionKind, _ run: Run, _ client: AgentsClient, _ ledger: ChangeLedger, _ gate: Gate, plannedAt: Date?
    ) throws -> Applier {
        let readBack = readBack(run, client.reader)
        // What was found is found of connectors.
        let known = kind == .settings ? try run.file.batchSize() : BatchSize.Known()
        let collateral = CollateralCheck(file: run.file, reader: client.reader, now: now)
        return Applier(
            kind: kind, file: run.file,
            sender: BatchSender(
                client: client, ledger: ledger, readBack: readBack, gate: gate,
                size: .forChanges(atMost: batchSize, knowing: known), refusals: KnownRefusals(now: now),
                otherAgents: kind == .importing ? try run.file.agents() : []),
            driftCheck: DriftCheck(
                ledger: ledger, readBack: readBack, breaker: gate.breaker, policy: guards.onDrift,
                collateral: kind == .settings ? collateral : nil,
                allowsCollateral: run.job.options.allowsCollateral),
            vigil: Vigil(
                reader: client.reader, patience: guards.longestOutage, clock: clock, now: now, observe: observe),
            concurrency: concurrency, plannedAt: plannedAt)
    }
}
