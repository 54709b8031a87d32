import Foundation

/// The results of a finished run, moved to a name beside its archived run file: with their values of before, they are
/// what it takes to undo it.
struct ArchivedResults: Sendable {
    let path: String
    /// Of the file, which the next results are let have.
    let permissions: UInt16
    private let formerPath: String

    /// Moves them when they stand beside the run file, or where the job's results are to go. Nil when there are none,
    /// or they are not as patchbay wrote them: then they stay, and the job's results go elsewhere.
    static func keep(
        of record: RunRecord, _ file: RunFile, _ archive: String, makingRoomFor job: Job
    ) throws -> ArchivedResults? {
        let former = record.resultsPath
        let written = try file.writtenDigests()
        let isInTheWay =
            try former == ResultsFile.path(beside: file.absolutePath, of: record.target)
            || former == ResultsFile.freePath(for: job.absoluteResultsPath, written)
        let path = ResultsFile.path(beside: archive, of: record.target)
        // Moved already, when it was ended before the run file was.
        if !FileManager.default.fileExists(atPath: former), ResultsFile.isWritten(path, written) {
            return try ArchivedResults(path: path, permissions: permissions(of: path), formerPath: former)
        }
        guard isInTheWay, ResultsFile.isWritten(former, written), !FileManager.default.fileExists(atPath: path) else {
            return nil
        }
        let permissions = try permissions(of: former)
        try RunFile.move(former, to: path)
        return ArchivedResults(path: path, permissions: permissions, formerPath: former)
    }

    private static func permissions(of path: String) throws -> UInt16 {
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        return UInt16(truncatingIfNeeded: mode ?? 0o600)
    }

    func putBack() throws {
        guard !FileManager.default.fileExists(atPath: formerPath) else { return }
        try RunFile.move(path, to: formerPath)
    }
}
