import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport

/// One call of the program: its options, and what happens to its requests.
struct Session {
    var options: RunOptions
    var pipeline: Pipeline
    var target: RunTarget
    var runFilePath: String
    var expectedPlan: String?
    var maxChanges: Limit?
    var allowedReleases: Int?
    var treat: @Sendable (APIRequest) async throws -> Treatment = { _ in .pass }
    /// Stands between the client and what treats its requests.
    var decorate: (any Transport) -> any Transport = { $0 }
    var confirm: Pipeline.Confirmation = { _, _ in true }
    /// What happens at the crash points.
    var reach: CrashHook = { _ in }

    /// Has the key refused to the request that is the `turn`th of those that update connectors: it stops there.
    mutating func refuseKey(atUpdate turn: Int) {
        let turns = Turns()
        treat = { request in
            guard request.operation == .updateConnectors, turns.next(request) == turn else { return .pass }
            return .refuse(401, .invalidToken)
        }
    }
}

/// How a session ended.
struct Ending {
    let summary: RunSummary
    let results: ResultsTable
    let requests: [APIRequest]

    var outcomes: [String] { results.outcomes }

    /// The connectors of each batch update, in the order of sending.
    var batches: [[String]] { requests.map(\.updated).filter { !$0.isEmpty }.map { $0.map(\.rawValue) } }

    func count(_ operation: APIOperation) -> Int { requests.filter { $0.operation == operation }.count }
}

extension Bench {
    /// Writes the sheet and applies it, or goes on with its unfinished run.
    func apply(_ sheet: String, _ adjust: (inout Session) -> Void = { _ in }) async throws -> Ending {
        try scratch.write(sheet, to: "numbers.csv")
        let session = session(adjust)
        let run = try Run.open(job(session), reach: session.reach)
        return try await carryOut(run, session, takingUpEdits: true)
    }

    /// Goes on with the run from its run file alone.
    func resume(_ adjust: (inout Session) -> Void = { _ in }) async throws -> Ending {
        let session = session(adjust)
        let run = try Run.resume(session.runFilePath, results: resultsPath, reach: session.reach)
        try run.check(target: session.target)
        return try await carryOut(run, session, takingUpEdits: false)
    }

    /// Takes a run back, or goes on with that.
    func undo(
        _ source: UndoSource, _ adjust: (inout Session) -> Void = { _ in }
    ) async throws -> Ending {
        let session = session {
            $0.runFilePath = scratch.path("numbers.undo.patchbay")
            adjust(&$0)
        }
        var job = job(session)
        job.sheetPath = source.path
        job.resultsPath = scratch.path("numbers.undo.results.csv")
        job.undo = source
        let run = try Run.open(job, reach: session.reach)
        return try await carryOut(run, session, takingUpEdits: false)
    }

    func plan(
        _ sheet: String, _ adjust: (inout Session) -> Void = { _ in }
    ) async throws -> (runFile: RunFile, summary: PlanSummary) {
        try scratch.write(sheet, to: "numbers.csv")
        let session = session(adjust)
        return try await session.pipeline.plan(sheetPath, session.options, client(session).reader)
    }

    private func session(_ adjust: (inout Session) -> Void) -> Session {
        var options = RunOptions()
        options.sheet.agent = Inventory.home
        var pipeline = Pipeline(observe: eventLog.append)
        pipeline.concurrency = { 1 }
        pipeline.clock = InstantClock()
        var session = Session(
            options: options, pipeline: pipeline, target: .api(baseURL: emulator.baseURL), runFilePath: runFilePath)
        adjust(&session)
        return session
    }

    private func job(_ session: Session) -> Job {
        var job = Job(
            sheetPath: sheetPath, runFilePath: session.runFilePath, resultsPath: resultsPath,
            options: session.options, target: session.target)
        job.expectedPlan = session.expectedPlan
        job.maxChanges = session.maxChanges
        job.allowedReleases = session.allowedReleases
        return job
    }

    private func client(_ session: Session) -> AgentsClient {
        AgentsClient(
            session.decorate(TreatedTransport(base: transport, requests: requestLog, treat: session.treat)))
    }

    private func carryOut(_ run: Run, _ session: Session, takingUpEdits: Bool) async throws -> Ending {
        let earlier = requests.count
        let summary = try await session.pipeline.apply(
            run, client(session), takingUpEdits: takingUpEdits, confirm: session.confirm)
        try run.finish(summary, at: session.pipeline.now())
        return Ending(
            summary: summary, results: try ResultsTable(summary.results), requests: Array(requests.dropFirst(earlier)))
    }
}
