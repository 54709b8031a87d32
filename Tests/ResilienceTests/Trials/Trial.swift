import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport

/// What a run starts from.
struct Premise: Sendable {
    var inventory: [InventoryEntry]
    var sheet: String
    var options = RunOptions()
    /// Voices that the API refuses although they are known.
    var refusedVoices: Set<String> = []
    /// So many numbers may be released.
    var allowedReleases: Int?
}

/// How one session of a run goes.
struct Course: Sendable {
    var faults = FaultScript.none
    var batchSize = 3
    var concurrency = 1
    /// The request, answer or event at which the session is killed.
    var fatalStep: Int?
    /// The request at which it is killed.
    var doom: Doom?
    /// Whether so much time passes that the plan is old before the first batch is due.
    var isSlow = false
    var outage: Outage?
    var guards = Guards()
    /// What somebody else updates before the session begins.
    var meddling: [ConnectorUpdate] = []

    /// Whether the server does not answer for a while, so that its log does not know all that is asked.
    var mayHideRequests: Bool { outage != nil || faults.faults.contains { $0.kind.name == .outage } }
}

/// How one session of a run ended.
enum SessionEnd: CustomStringConvertible {
    case ended(RunSummary)
    case killed
    /// Before there was a plan, or because there is none to be carried out. Nothing was sent in this session.
    case refused(any Error)

    var description: String {
        switch self {
        case .ended(let summary): "\(summary.end) (\(summary.reason ?? "all rows taken up"))"
        case .killed: "killed"
        case .refused(let error): "refused (\(error))"
        }
    }

    var canGoOn: Bool {
        switch self {
        case .ended(let summary): summary.canBeResumed
        case .killed: true
        case .refused(Refusal.unknownAgent): true
        case .refused(let error): error is RunStop
        }
    }

    /// Whether nothing was found at all, which a fault can feign.
    var hasFoundNothing: Bool {
        if case .refused(Refusal.nothingFound) = self { true } else { false }
    }
}

/// A run on an emulator of its own, session after session, with the history that it leaves.
struct Trial {
    let premise: Premise
    private let scratch: ScratchDirectory
    /// Where the sheet is: a trial that goes on from a checkpoint has it in common with the one before.
    private let sheetPlace: ScratchDirectory
    let emulator: RunningEmulator
    let log: RequestLog
    let impatience: Impatience
    let before: EmulatorState
    fileprivate let transport: any Transport
    /// What was asked before the checkpoint.
    private let past: [RequestLog.Entry]
    private(set) var sessionStarts: [Int]
    private var sessionRecords: [RecordedRun?]
    private var sessions: Int
    /// Where the run file is: a killed session leaves it under another name.
    private var runFile: String
    private var hasEnded = false
    /// That of the run which takes this one back.
    private var undoFile: String
    private var undoSessions = 0
    private var mayLackRequests: Bool
    /// Counts how often the server was stopped.
    let stops = Gauge()
    /// Positions in the log of what somebody else asked.
    private var foreign: Set<Int> = []
    /// The run's own requests.
    private var ownLog: [RequestLog.Entry] {
        past
            + log.entries.enumerated().filter { !foreign.contains($0.offset) }.map { _, entry in
                var entry = entry
                entry.number += past.count
                return entry
            }
    }

    private var sheetPath: String { sheetPlace.path("numbers.csv") }
    private var resultsPath: String { scratch.path("numbers.results.csv") }

    fileprivate init(
        _ premise: Premise, from checkpoint: Checkpoint?, _ emulator: RunningEmulator, _ log: RequestLog,
        _ impatience: Impatience, _ transport: any Transport
    ) async throws {
        self.premise = premise
        self.emulator = emulator
        self.log = log
        self.impatience = impatience
        self.transport = transport
        scratch = try ScratchDirectory()
        sheetPlace = checkpoint?.place ?? scratch
        past = checkpoint?.log ?? []
        sessionStarts = checkpoint?.sessionStarts ?? []
        sessionRecords = checkpoint?.sessionRecords ?? []
        mayLackRequests = checkpoint?.mayLackRequests ?? false
        sessions = checkpoint.map { $0.sessionStarts.count + 1 } ?? 0
        runFile = scratch.path("0.patchbay")
        undoFile = scratch.path("undo.patchbay")
        if let checkpoint {
            before = checkpoint.before
            try RunFileCopy.make(of: checkpoint.runFile, at: runFile)
        } else {
            before = try await emulator.store.snapshot()
            try scratch.write(premise.sheet, to: "numbers.csv")
        }
    }

    /// Applies the sheet, or goes on with its run.
    mutating func session(_ course: Course = Course()) async throws -> SessionEnd {
        try beginSession()
        mayLackRequests = mayLackRequests || course.mayHideRequests
        try await meddle(course.meddling)
        emulator.faults.replace(with: course.faults)
        let killer = Killer(
            runFile: runFile, remains: scratch.path("\(sessions).patchbay"), fatalStep: course.fatalStep ?? .max)
        var end = try await end(of: course, killer)
        if killer.hasKilled { end = .killed }
        if case .killed = end {
            runFile = killer.remains
            // What went on after its death wrote them.
            try? FileManager.default.removeItem(atPath: resultsPath)
        }
        if case .ended = end { hasEnded = true }
        try await emulator.start()
        await impatience.waitForDelayed()
        return end
    }

    /// What the sheet comes to; nothing is sent.
    func plan() async throws -> PlanSummary {
        let pipeline = Pipeline { _ in }
        let client = client(Course(), Killer(runFile: runFile, remains: runFile, fatalStep: .max))
        return try await pipeline.plan(sheetPath, premise.options, client.reader).1
    }

    /// Takes back what the run has done, or goes on with that. Nil when there is nothing to take back.
    mutating func undo(_ course: Course) async throws -> SessionEnd? {
        emulator.faults.replace(with: course.faults)
        undoSessions += 1
        let killer = Killer(
            runFile: undoFile, remains: scratch.path("undo-\(undoSessions).patchbay"),
            fatalStep: course.fatalStep ?? .max)
        var end: SessionEnd
        do {
            var job = Job(
                sheetPath: scratch.path("undo.csv"), runFilePath: undoFile,
                resultsPath: scratch.path("undo.results.csv"), options: RunOptions(), target: Self.target)
            job.undo = try UndoSource(runFile, releasesImports: true)
            do {
                end = .ended(try await carryOut(job, course, killer))
            } catch Refusal.releases(let plan, _, _) {
                job.allowedReleases = plan.releases
                end = .ended(try await carryOut(job, course, killer))
            }
        } catch let error where error is RunStop || error is Refusal {
            end = .refused(error)
        } catch UndoProblem.nothing {
            return nil
        }
        if killer.hasKilled {
            end = .killed
            undoFile = killer.remains
        }
        await impatience.waitForDelayed()
        return end
    }

    /// The results of an earlier session go, so that they do not pass for those of the next.
    private mutating func beginSession() throws {
        if sessions > 0 {
            sessionStarts.append(ownLog.count)
            sessionRecords.append(try RecordedRun(runFile))
        }
        sessions += 1
        if hasEnded, FileManager.default.fileExists(atPath: resultsPath) {
            try FileManager.default.removeItem(atPath: resultsPath)
        }
        hasEnded = false
    }

    private mutating func meddle(_ updates: [ConnectorUpdate]) async throws {
        guard !updates.isEmpty else { return }
        emulator.faults.replace(with: .none)
        let first = log.entries.count
        let projects = try await emulator.store.snapshot().connectors.map { ($0.connectorId, $0.projectId) }
        let project = Dictionary(uniqueKeysWithValues: projects)
        for update in updates {
            guard let project = project[update.connectorId] else { continue }
            _ = try await AgentsClient(transport).updateConnector(update.connectorId, update.patch, of: project)
        }
        foreign.formUnion(first..<log.entries.count)
    }

    private func end(of course: Course, _ killer: Killer) async throws -> SessionEnd {
        do {
            return .ended(try await apply(course, killer))
        } catch let error where error is RunStop || error is Refusal {
            return .refused(error)
        }
    }

    private func apply(_ course: Course, _ killer: Killer) async throws -> RunSummary {
        var job = Job(
            sheetPath: sheetPath, runFilePath: runFile, resultsPath: resultsPath, options: premise.options,
            target: Self.target)
        job.allowedReleases = premise.allowedReleases
        return try await carryOut(job, course, killer)
    }

    private func carryOut(_ job: Job, _ course: Course, _ killer: Killer) async throws -> RunSummary {
        var pipeline = Pipeline { _ in killer.step() }
        pipeline.batchSize = course.batchSize
        pipeline.concurrency = { [course] in course.concurrency }
        pipeline.guards = course.guards
        pipeline.clock = InstantClock()
        pipeline.now = Calendar(isSlow: course.isSlow).now
        let run = try Run.open(job)
        let summary = try await pipeline.apply(run, client(course, killer), takingUpEdits: job.undo == nil) { _, _ in
            true
        }
        try run.finish(summary, at: pipeline.now())
        return summary
    }

    private func client(_ course: Course, _ killer: Killer) -> AgentsClient {
        let pacer = Pacer(.found(), clock: InstantClock())
        let powered = OutageTransport(transport, course.outage, emulator, stops)
        let doomed = DoomedTransport(MortalTransport(powered, killer: killer), course.doom, killer)
        let paced = PacedTransport(doomed, pacer: pacer)
        return AgentsClient(RetryingTransport(paced, pacer: pacer, random: { 0.5 }))
    }

    /// The same wherever the emulator listens, so that another trial can go on.
    private static let target = RunTarget.api(baseURL: "https://emulator.test")

    /// What other trials can go on from.
    func checkpoint() async throws -> Checkpoint {
        Checkpoint(
            place: sheetPlace, runFile: runFile, scratch: scratch, before: before, log: ownLog,
            sessionStarts: sessionStarts, sessionRecords: sessionRecords, mayLackRequests: mayLackRequests,
            state: try await emulator.store.snapshot())
    }

    /// What the run has left so far.
    func history() async throws -> History {
        var history = try History(
            before: before, after: try await emulator.store.snapshot(), log: ownLog, sheet: sheetPath,
            options: premise.options, runFile: runFile, results: hasEnded ? resultsPath : "")
        history.sessionStarts = sessionStarts
        history.sessionRecords = sessionRecords
        history.hasEnded = hasEnded
        history.mayLackRequests = mayLackRequests
        return history
    }
}

/// The dates of one session.
private struct Calendar {
    let isSlow: Bool

    /// In a slow session each look at it is a quarter of an hour after the one before.
    var now: @Sendable () -> Date {
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let looks = Turn()
        return { [isSlow] in start.addingTimeInterval(isSlow ? Double(looks.next()) * 900 : 0) }
    }
}

/// Runs `body` with an emulator that serves the premise's inventory on a port of its own.
///
/// - Parameter checkpoint: of a trial of the same premise, to go on from with the next session.
func withTrial<Value>(
    _ premise: Premise, from checkpoint: Checkpoint? = nil, _ body: (inout Trial) async throws -> Value
) async throws -> Value {
    let impatience = Impatience()
    let log = RequestLog(observer: impatience.note)
    var configuration = EmulatorConfiguration()
    configuration.seed = try EmulatorSeed(checkpoint?.inventory(of: premise) ?? premise.inventory)
    configuration.clock = EmulatorClock(impatience)
    configuration.requestLog = log
    configuration.voices = VoiceProbe { [refused = premise.refusedVoices] name in
        refused.contains(name) ? nil : VoiceCatalogue.google.voice(named: name)?.languageTag
    }
    return try await withHeldPort { port in
        configuration.port = port
        return try await withEmulator(configuration) { emulator in
            var http = HTTPConfiguration(
                baseURL: try BaseURL(emulator.baseURL), key: try APIKey(emulator.key), version: "test")
            // Hundreds of tests may be ahead of this one's server.
            http.connectTimeout = .seconds(600)
            return try await withHTTPTransport(http, clock: impatience.client) { transport in
                let waiting = WaitingTransport(transport, impatience)
                var trial = try await Trial(premise, from: checkpoint, emulator, log, impatience, waiting)
                return try await body(&trial)
            }
        }
    }
}
