import Foundation

/// Where the embedded emulator of a run keeps what the run has changed, so that the run can be killed and resumed.
///
/// It lives beside the run file, for as long as the run can be resumed.
struct RehearsalState: Sendable {
    let path: String
    /// Whether the state of an earlier session is gone on with; otherwise the inventory begins a new one.
    let isKept: Bool

    /// Throws `CommandProblem` when a resumed run's state is gone.
    init(runFile: String, isResumed: Bool) throws {
        path = Self.path(beside: runFile)
        isKept = isResumed
        if !isResumed { Self.remove(runFile: runFile) }
        guard !isResumed || FileManager.default.fileExists(atPath: path) else {
            throw CommandProblem(
                message: """
                    \(path): the state of this rehearsal's emulator is not there, and it cannot go on without it. \
                    Copy it too, or drop the rehearsal with  patchbay discard \(runFile.typedAsArgument)
                    """)
        }
    }

    /// What cannot be removed is begun anew by the next rehearsal that needs the place. A directory stays.
    static func remove(runFile: String) {
        let path = path(beside: runFile)
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    }

    /// A name that only patchbay gives, as what stands there is removed: `numbers.patchbay-emulator`.
    static func path(beside runFile: String) -> String { runFile + "-emulator" }
}

extension String {
    /// `numbers.csv` gives `numbers.patchbay`, in the same folder; a path stays relative or absolute as it is. Another
    /// extension is kept: `numbers.txt` is another sheet than the `numbers.csv` beside it.
    func replacingExtension(with new: String) -> String {
        let name = split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard name.count > 4, name.lowercased().hasSuffix(".csv") else { return "\(self).\(new)" }
        return "\(dropLast(4)).\(new)"
    }
}
