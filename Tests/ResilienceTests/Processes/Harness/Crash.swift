import Migration
import TestSupport
import Testing

/// A place where a process ends by itself, and what has happened before.
struct Crash: CustomTestStringConvertible, CustomStringConvertible {
    let circumstance: Circumstance
    let point: CrashPoint
    let visit: Int

    /// What the process that crashes finds.
    enum Circumstance: String {
        /// A sheet.
        case fresh
        /// A run that crashed with some batches on the wire.
        case resumed
        /// The same, and another sheet in the place of the run's.
        case edited
        /// A run that has ended.
        case again
        /// A sheet, and a run that verifies what it has done.
        case verifying
    }

    static let all = CrashPoint.allCases.flatMap { point in
        point.visits.flatMap { circumstance, visits in
            visits.map { Crash(circumstance: circumstance, point: point, visit: $0) }
        }
    }

    /// With each way to go on. What has only made room for another run is finished, so that nothing but applying the
    /// sheet goes on with it.
    var continued: [(Crash, Continuation)] {
        Continuation.allCases.filter { point != .makingRoom || $0 == .apply }.map { (self, $0) }
    }

    var description: String { visit == 1 ? point.rawValue : "\(point.rawValue):\(visit)" }

    var testDescription: String { "\(circumstance.rawValue) \(description)" }

    func prepare(_ desk: inout Desk) async throws {
        switch circumstance {
        case .fresh, .verifying: return
        case .again:
            #expect(try await desk.run(desk.apply).end == .exit(1))
            try await desk.beginNextRun()
        case .resumed, .edited:
            let crashed = try await desk.run(desk.apply, environment: ["PATCHBAY_CRASH_AT": "answered:3"])
            #expect(crashed.end == .exit(137))
        }
        if circumstance == .edited { try desk.scratch.write(desk.branch.editedSheet, to: "numbers.csv") }
    }

    /// A run that has ended is not gone on with: applying the sheet is another run.
    func isOfTheRunBefore(_ continuation: Continuation) -> Bool { point == .finished && continuation == .apply }

    /// Resuming does not look at the sheet, so an edit that nobody has agreed to yet stays out of the run.
    func losesTheEdit(_ continuation: Continuation) -> Bool {
        [.restaging, .resolved, .planning, .planned].contains(point) && continuation != .apply
    }

    func arguments(_ desk: Desk) -> [String] { desk.apply + (circumstance == .verifying ? ["--verify"] : []) }

    func expected(_ continuation: Continuation) async throws -> Account {
        if circumstance == .again || isOfTheRunBefore(continuation) { return try await .undisturbedAgain() }
        let isEdited = circumstance == .edited && !losesTheEdit(continuation)
        return try await isEdited ? .undisturbedEdited() : .undisturbed()
    }
}

extension CrashPoint {
    /// In which circumstances it is visited, and which visits end the process.
    fileprivate var visits: [(Crash.Circumstance, [Int])] {
        switch self {
        case .creating, .staging, .staged: [(.fresh, [1])]
        case .resolved, .planning, .planned: [(.fresh, [1]), (.edited, [1])]
        case .markingSent, .markedSent, .answered, .recording, .recorded: [(.fresh, [1, 4]), (.resumed, [1, 2])]
        case .permitted, .begun, .carriedOut, .writingResults, .wroteResults, .reported:
            [(.fresh, [1]), (.resumed, [1])]
        case .readBack: [(.resumed, [1, 2])]
        case .verified: [(.verifying, [1])]
        // Only where the API fails: a run within the tests' own process is killed there.
        case .puttingOff, .putOff: []
        case .takenUp: [(.resumed, [1])]
        case .restaging: [(.edited, [1])]
        case .finished: [(.resumed, [1])]
        case .makingRoom, .archiving: [(.again, [1])]
        }
    }
}
