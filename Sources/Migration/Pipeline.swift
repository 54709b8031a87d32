package import AgentsClient
package import Foundation
import Sheet

/// Intake → resolve → plan → apply → record: what each command does of a migration, and in which order.
package struct Pipeline: Sendable {
    /// The most changes in one request.
    package var batchSize = 50
    /// Requests under way at a time.
    package var concurrency = 4
    package var guards = Guards()
    package var now: @Sendable () -> Date = { Date() }
    /// What waiting for the API is measured by.
    package var clock: any Clock<Duration> = ContinuousClock()
    package var observe: MigrationObserver

    package init(observe: @escaping MigrationObserver) { self.observe = observe }

    /// Checks a sheet locally. Throws `SheetError` when it cannot be read to its end.
    package func check(_ sheetPath: String, _ options: SheetOptions) throws -> IntakeReport {
        let runFile = try RunFile.scratch()
        let job = Job.inMemory(sheetPath, RunOptions(sheet: options))
        return try stage(job, digest: "", into: runFile, skippingInvalid: true)
    }

    /// Makes a plan in a scratch run file. Takes a reader, so nothing can be written.
    ///
    /// Throws `SheetError`, `Refusal` when the sheet's errors forbid to go on, and `RunStop` when the API does.
    package func plan(
        _ sheetPath: String, _ options: RunOptions, _ reader: AgentsReader
    ) async throws -> (RunFile, PlanSummary) {
        let runFile = try RunFile.scratch()
        let job = Job.inMemory(sheetPath, options)
        try stageRows(of: job, digest: "", into: runFile)
        try await resolveAndPlan(runFile, sheetPath, options, reader)
        return (runFile, try runFile.planSummary())
    }
}

// MARK: - Stages

extension Pipeline {
    func stage(_ job: Job, digest: String, into runFile: RunFile, skippingInvalid: Bool) throws -> IntakeReport {
        let intake = intake(job)
        let reader = try intake.open()
        let record = job.record(reader: reader, digest: digest, now: now())
        return try intake.stage(record, from: reader, into: runFile, skippingInvalid: skippingInvalid)
    }

    /// Throws `Refusal` when there is nothing to go on with.
    func stageRows(of job: Job, digest: String, into runFile: RunFile) throws {
        let report = try stage(job, digest: digest, into: runFile, skippingInvalid: job.options.skipsInvalid)
        guard report.rows > 0 else { throw Refusal.noRows(sheet: job.sheetPath) }
        CrashPoint.staged.reach()
    }

    func restage(_ job: Job, digest: String, record: RunRecord, into runFile: RunFile) throws -> SheetEdit {
        let intake = intake(job)
        let reader = try intake.open()
        let edited = record.edited(job.record(reader: reader, digest: digest, now: now()))
        return try intake.restage(edited, from: reader, into: runFile, skippingInvalid: job.options.skipsInvalid)
    }

    private func intake(_ job: Job) -> Intake {
        Intake(sheetPath: job.sheetPath, options: job.options.sheet, now: now(), observe: observe)
    }

    func resolveAndPlan(
        _ runFile: RunFile, _ sheetPath: String, _ options: RunOptions, _ reader: AgentsReader
    ) async throws {
        let readAt = now()
        let resolver = Resolver(
            reader: reader, runFile: runFile, mode: options.resolution, concurrency: concurrency, now: now,
            progress: { observe(.resolved(requests: $0)) })
        do {
            try await resolver.resolve()
        } catch let failure as ClientFailure {
            throw RunStop(failure)
        }
        CrashPoint.resolved.reach()
        let sheet = sheetPath == "-" ? "standard input" : sheetPath
        let planning = Planning(sheetPath: sheet, options: options, observe: observe)
        try planning.plan(runFile, at: now())
        CrashPoint.planned.reach()
        let fingerprint = try runFile.planSummary().fingerprint
        try runFile.updateRecord { record in
            record.stage = .planned
            record.plannedAt = readAt
            record.fingerprint = fingerprint
        }
    }
}

/// What a command was asked to do.
package struct Job: Sendable {
    package var sheetPath: String
    package var runFilePath: String
    package var resultsPath: String
    package var options: RunOptions
    package var target: RunTarget
    /// Whether the results show phone numbers in Excel.
    package var isForExcel = false
    /// Only this plan may be carried out.
    package var expectedPlan: String?
    /// A plan with more changes is refused; a percentage is of the connectors that the sheet names.
    package var maxChanges: Limit?

    package init(
        sheetPath: String, runFilePath: String, resultsPath: String, options: RunOptions, target: RunTarget
    ) {
        self.sheetPath = sheetPath
        self.runFilePath = runFilePath
        self.resultsPath = resultsPath
        self.options = options
        self.target = target
    }

    /// To look at a sheet without carrying it out: writes no files, and its scratch run belongs nowhere.
    static func inMemory(_ sheetPath: String, _ options: RunOptions) -> Job {
        Job(sheetPath: sheetPath, runFilePath: "", resultsPath: "", options: options, target: RunTarget(rawValue: ""))
    }

    fileprivate func record(reader: SheetReader, digest: String, now: Date) -> RunRecord {
        var dialect = reader.dialect
        dialect.isForExcel = isForExcel
        return RunRecord(
            createdAt: now, sheetPath: absolute(sheetPath), resultsPath: absolute(resultsPath), sheetDigest: digest,
            target: target, options: options, dialect: dialect,
            header: Data(reader.header.encoded(as: reader.dialect)), rowCount: 0, stage: .staged)
    }

    var absoluteSheetPath: String { absolute(sheetPath) }

    fileprivate func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}

extension RunRecord {
    /// The results go where the command that goes on with the run says, and in the form that it says.
    mutating func takeUp(resultsOf job: Job) {
        resultsPath = job.absolute(job.resultsPath)
        dialect.isForExcel = job.isForExcel
    }

    /// This run with the sheet of another record.
    fileprivate func edited(_ other: RunRecord) -> RunRecord {
        var record = self
        record.sheetDigest = other.sheetDigest
        record.options = other.options
        record.dialect = other.dialect
        record.header = other.header
        record.resultsPath = other.resultsPath
        record.stage = .staged
        return record
    }
}
