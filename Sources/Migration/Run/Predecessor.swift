import DatabaseFile
import Foundation

extension RunFile {
    /// Puts the run before back into its place, with its results, where it had made room for one that was ended before
    /// anybody agreed to it. Returns whether it did; while somebody works on the file, it does not.
    static func putBackPredecessor(of path: String) throws -> Bool {
        guard FileManager.default.fileExists(atPath: path), let archive = newestArchive(of: path),
            let lock = try? FileLock.acquire(path)
        else { return false }
        defer { withExtendedLifetime(lock) {} }
        // Somebody can have begun a run until it was locked.
        guard holdsNoRun(path), let former = try? Former(archive) else { return false }
        let results = ResultsFile.path(beside: archive, of: former.target)
        let place = former.resultsPlace(beside: path)
        if ResultsFile.isWritten(results, former.written), !FileManager.default.fileExists(atPath: place) {
            try move(results, to: place)
        }
        try removeFiles(DatabaseFile.place(of: path), ["-wal", "-shm"])
        guard rename(archive, path) == 0 else {
            throw RunFileProblem.immovable(archive, to: path, reason: systemReason())
        }
        return true
    }

    private static func holdsNoRun(_ path: String) -> Bool {
        do {
            return try look(path).record() == nil
        } catch {
            return (error as? RunFileProblem)?.code == .empty
        }
    }

    /// The name that the file gets when it makes room: with the time its run finished.
    func archivePath(finishedAt: Date) -> String {
        let url = URL(fileURLWithPath: path ?? "")
        let stamp = finishedAt.formatted(.iso8601.timeSeparator(.omitted))
        let stem = url.deletingPathExtension().path
        var candidate = "\(stem).\(stamp).\(url.pathExtension)"
        var attempt = 2
        while FileManager.default.fileExists(atPath: candidate) {
            candidate = "\(stem).\(stamp)-\(attempt).\(url.pathExtension)"
            attempt += 1
        }
        return candidate
    }

    static func newestArchive(of path: String) -> String? {
        let url = URL(fileURLWithPath: path)
        let (folder, stem) = (url.deletingLastPathComponent().path, url.deletingPathExtension().lastPathComponent)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let archives = names.compactMap { name -> (stamp: Substring, number: Int, name: String)? in
            guard name.hasPrefix(stem + "."), name.hasSuffix("." + url.pathExtension) else { return nil }
            let middle = name.dropFirst(stem.count + 1).dropLast(url.pathExtension.count + 1)
            guard let parts = middle.wholeMatch(of: /(\d{4}-\d\d-\d\dT\d{6}Z)(?:-(\d+))?/) else { return nil }
            return (parts.output.1, parts.output.2.flatMap { Int($0) } ?? 1, name)
        }
        return archives.max { ($0.stamp, $0.number) < ($1.stamp, $1.number) }.map { folder + "/" + $0.name }
    }
}

/// What is needed of a finished run, whose file is not open any more.
private struct Former {
    let target: RunTarget
    private let resultsPath: String
    let written: [String]

    /// Throws `RunFileProblem` for any other.
    init(_ archive: String) throws {
        let file = try RunFile.openForReading(archive)
        guard let record = try file.record(), record.finishedAt != nil else { throw RunFileProblem.empty(archive) }
        (target, resultsPath) = (record.target, record.resultsPath)
        written = try file.writtenDigests()
    }

    /// Where they were, or beside the run file where that is not to be found.
    func resultsPlace(beside path: String) -> String {
        let folder = URL(fileURLWithPath: resultsPath).deletingLastPathComponent().path
        let isThere = FileManager.default.fileExists(atPath: folder)
        return isThere ? resultsPath : ResultsFile.path(beside: path, of: target)
    }
}
