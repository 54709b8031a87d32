import Crypto
package import Foundation
import Sheet

/// One run with its run file open and locked: what `apply` and `resume` work on.
package struct Run: Sendable {
    package let file: RunFile
    let job: Job
    /// Whether an earlier session of this run sent something.
    package let isResumed: Bool
    /// Where the run file of the sheet's earlier, finished run was moved to make room.
    var archive: String?
    /// The results of that run, which made room too.
    var archivedResults: ArchivedResults?

    package var runFilePath: String { job.runFilePath }
    package var sheetPath: String { job.sheetPath }
    package var resultsPath: String { job.resultsPath }
    package var target: RunTarget { job.target }

    /// Throws `RunFileProblem` when the run belongs elsewhere.
    package func check(target: RunTarget) throws(RunFileProblem) {
        guard target == job.target else { throw .otherTarget(job.runFilePath, has: job.target, wanted: target) }
    }

    /// Whether the sheet is another one than the run file has.
    package var isSheetEdited: Bool {
        guard let kept = try? file.record()?.sheetDigest, let digest = try? SheetReader.digest(of: sheetPath) else {
            return false
        }
        return digest != kept
    }

    /// Leaves no trace of a run that sent nothing, in this session or an earlier one. Returns whether it is such a run.
    package func discardIfUnsent() -> Bool {
        guard !isResumed, (try? file.hasSentAnything()) == false else { return false }
        return (try? discard()) != nil
    }

    /// Removes the run file, and puts that of the earlier run back into its place.
    private func discard() throws {
        try file.delete()
        defer { try? archivedResults?.putBack() }
        guard let archive, !FileManager.default.fileExists(atPath: runFilePath) else { return }
        try RunFile.move(archive, to: runFilePath)
    }

    /// Closes the run when no row is left to do. Called once the person has been told how it ended: a run that is
    /// killed before that is taken up again, and tells them the same.
    package func finish(_ summary: RunSummary, at now: Date) throws {
        file.reach(.reported)
        guard !summary.canBeResumed else { return }
        try file.checkIsInPlace()
        try file.updateRecord { $0.finishedAt = $0.finishedAt ?? now }
        file.reach(.finished)
    }

    /// Opens the unfinished run of the job's sheet, or begins a new one. A finished run file is moved out of the way,
    /// and one whose run never sent anything is begun again. Throws `RunFileProblem`.
    package static func open(_ job: Job, reach: @escaping CrashHook = { _ in }) throws -> Run {
        if let begun = try ofRecord(job, reach) { return begun }
        // What holds no run was ended before anybody agreed to it.
        if try RunFile.putBackPredecessor(of: job.runFilePath), let begun = try ofRecord(job, reach) { return begun }
        return Run(
            file: try RunFile.open(job.runFilePath, creating: true, reach: reach), job: job, isResumed: false)
    }

    /// The same where the run file holds a run.
    private static func ofRecord(_ job: Job, _ reach: @escaping CrashHook) throws -> Run? {
        guard FileManager.default.fileExists(atPath: job.runFilePath) else { return nil }
        let file = try RunFile.open(job.runFilePath, creating: true, reach: reach)
        guard let record = try file.record() else { return nil }
        guard let finishedAt = record.finishedAt else {
            guard record.target == job.target else {
                throw RunFileProblem.otherTarget(job.runFilePath, has: record.target, wanted: job.target)
            }
            guard record.isOf(job) else {
                throw RunFileProblem.otherSheet(
                    job.runFilePath, has: record.sheetPath, wanted: job.absoluteSheetPath)
            }
            return Run(file: file, job: job, isResumed: true)
        }
        let archive = file.archivePath(finishedAt: finishedAt)
        let results = try ArchivedResults.keep(of: record, file, archive, makingRoomFor: job)
        file.reach(.makingRoom)
        let fresh: RunFile
        do {
            try file.archive(as: archive)
            fresh = try RunFile.open(job.runFilePath, creating: true, reach: reach)
        } catch {
            try? results?.putBack()
            throw error
        }
        return Run(file: fresh, job: job, isResumed: false, archive: archive, archivedResults: results)
    }

    /// Throws `SheetProblem` when the results could not be written where they are to go, as far as that can be seen
    /// before there are any.
    func checkResultsPlace() throws {
        try SheetWriter.checkPlace(try ResultsFile.freePath(for: job.absoluteResultsPath, file.writtenDigests()))
    }

    /// Throws `RunFileProblem` when the run file does not hold the sheet that the results are made of.
    func checkSheet(_ record: RunRecord?, _ isStopped: () -> Bool) throws {
        if isResumed, let record { try ResultsFile(of: file, record).checkSheet(isStopped) }
    }

    /// Opens a run to go on with it from its run file alone.
    ///
    /// - Parameter results: where the results go; beside the run file when nil.
    package static func resume(
        _ path: String, results: String? = nil, reach: @escaping CrashHook = { _ in }
    ) throws -> Run {
        let file = try RunFile.openBegun(path, reach: reach)
        guard let record = try file.record() else { throw RunFileProblem.empty(path) }
        var job = Job(
            sheetPath: record.sheetPath, runFilePath: path,
            resultsPath: results ?? ResultsFile.path(beside: path, of: record.target),
            options: record.options, target: record.target)
        job.isForExcel = record.dialect.isForExcel
        return Run(file: file, job: job, isResumed: true)
    }
}

extension RunRecord {
    /// Whether the job's sheet is the run's: it stands where the run's stood, or is the same and was carried elsewhere
    /// with the run file.
    fileprivate func isOf(_ job: Job) -> Bool {
        let path = job.absoluteSheetPath
        if sheetPath == path { return true }
        let name = URL(fileURLWithPath: path).lastPathComponent
        let hasMoved = !FileManager.default.fileExists(atPath: sheetPath)
        if hasMoved, URL(fileURLWithPath: sheetPath).lastPathComponent == name { return true }
        return (try? SheetReader.digest(of: path)) == sheetDigest
    }
}

extension SheetReader {
    /// SHA-256, in hexadecimal, of a file's bytes.
    static func digest(of path: String) throws -> String {
        var hash = SHA256()
        try forEachBlock(of: path) { hash.update(data: $0) }
        return hash.finalize().hexadecimal
    }
}
