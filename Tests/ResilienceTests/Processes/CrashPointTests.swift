import Foundation
import Migration
import TestSupport
import Testing

@Suite("The process ended at each of its durable steps", .untilItHangs) struct CrashPointTests {
    @Test("a run that crashes at a step ends as if it had not", arguments: Crash.all.flatMap(\.continued))
    func survives(crash: Crash, continuation: Continuation) async throws {
        try await withEmulatorProcess(branches: 2) { emulator in
            var desk = try await Desk(Branch(number: 1), emulator)
            try await crash.prepare(&desk)
            let ending = try await desk.run(
                crash.arguments(desk), environment: ["PATCHBAY_CRASH_AT": crash.description])
            try #require(ending.end == .exit(137), "did not crash at \(crash): \(ending)")
            if crash.isOfTheRunBefore(continuation) { try await desk.beginNextRun() }
            let sheet = try contents(desk.scratch.path("numbers.csv"))
            if continuation == .elsewhere { try await desk.moveElsewhere() }
            let last = try await continuation.finish(desk, sheet: sheet)
            #expect(last.end == .exit(1), "\(last)")
            let problems = try await desk.problems(
                comparedWith: crash.expected(continuation),
                sheet: crash.losesTheEdit(continuation) ? desk.branch.sheet : nil)
            #expect(problems == [], "\(problems)")
        }
    }

    @Test(
        "a point that does not exist is refused, as its crash would never come",
        arguments: ["nowhere", "recorded:x", "recorded:0", "recorded:-1"])
    func unknownPoint(name: String) async throws {
        let scratch = try ScratchDirectory()
        let ending = try await Spawn(
            arguments: ["check", "none.csv"], environment: ["PATCHBAY_CRASH_AT": name], directory: scratch.path
        ).start().ending()
        #expect(ending.end == .exit(64))
        #expect(ending.errors.contains("names no crash point"))
    }
}

/// How a crashed run is taken up.
enum Continuation: String, CaseIterable, CustomTestStringConvertible {
    case apply, resume
    /// From the run file alone, on what could be another machine.
    case elsewhere

    var testDescription: String { "then \(rawValue)" }

    /// Goes on until the run has ended. What there is nothing to resume of has sent nothing, and is applied.
    ///
    /// - Parameter sheet: what the sheet's file holds, which is not there while a run is gone on with elsewhere.
    func finish(_ desk: Desk, sheet: Data? = nil, runFileWasCut: Bool = false) async throws -> Ending {
        guard self != .apply else { return try await desk.run(desk.apply) }
        let resumed = try await desk.run(desk.resume)
        if let sheet { try sheet.write(to: URL(fileURLWithPath: desk.scratch.path("numbers.csv"))) }
        if resumed.errors.contains("This run is finished"), self == .elsewhere {
            #expect(try await desk.run(["results", "numbers.patchbay"]).end == .exit(0))
        }
        guard resumed.end == .exit(3) else { return resumed }
        let reasons = ["nothing to resume", "holds no run", "there is no such run file"]
        #expect(reasons.contains { resumed.errors.contains($0) }, "\(resumed)")
        if !runFileWasCut { #expect(try await desk.history().log.contains { $0.isUpdate } == false) }
        return try await desk.run(desk.apply)
    }
}
