import Foundation

/// The results of a finished run, moved to a name beside its archived run file: with their values of before, they are
/// what it takes to undo it.
struct ArchivedResults: Sendable {
    let path: String
    /// Of the file, which the next results are let have.
    let permissions: UInt16
    private let formerPath: String

    /// Moves them when the job's results would take their place. Nil when there are none, or they are not as patchbay
    /// wrote them: then they stay, and so do the job's results go elsewhere.
    static func keep(
        of record: RunRecord, _ file: RunFile, _ archive: String, makingRoomFor job: Job
    ) throws -> ArchivedResults? {
        let former = record.resultsPath
        guard former == job.absoluteResultsPath, ResultsFile.isWritten(former, try file.writtenDigests()) else {
            return nil
        }
        let path = ResultsFile.path(beside: archive, of: record.target)
        guard !FileManager.default.fileExists(atPath: path) else { return nil }
        let mode = try FileManager.default.attributesOfItem(atPath: former)[.posixPermissions] as? Int
        try RunFile.move(former, to: path)
        return ArchivedResults(path: path, permissions: UInt16(truncatingIfNeeded: mode ?? 0o600), formerPath: former)
    }

    func putBack() throws {
        guard !FileManager.default.fileExists(atPath: formerPath) else { return }
        try RunFile.move(path, to: formerPath)
    }
}
