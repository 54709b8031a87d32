import Foundation
import Migration
import TestSupport

/// How far a run was when it was killed, as its run file tells.
enum KillPhase: String, CaseIterable {
    case starting, staging, resolving, planned, sending, between, recording, finished

    /// Whether somebody has agreed to the run.
    var isBegun: Bool { [.planned, .sending, .between, .recording].contains(self) }

    /// Looks at a copy, so that the run finds its file as it was left.
    init(_ desk: Desk) throws {
        let scratch = try ScratchDirectory()
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: desk.runFile + suffix) {
            try FileManager.default.copyItem(atPath: desk.runFile + suffix, toPath: scratch.path("copy" + suffix))
        }
        guard FileManager.default.fileExists(atPath: scratch.path("copy")) else {
            self = .starting
            return
        }
        do {
            self.init(try RunFile.openForReading(scratch.path("copy")).status())
        } catch let error as RunFileProblem where error.code == .empty {
            self = .staging
        }
    }

    private init(_ status: RunStatus) {
        switch status.record.stage {
        case .staged, .planned: self = .planned
        case .applying where status.record.finishedAt != nil: self = .finished
        case .applying where status.changes == status.settledChanges: self = .recording
        case .applying: self = (status.outcomes[.unknown] ?? 0) > 0 ? .sending : .between
        }
    }
}
