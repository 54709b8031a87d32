import Foundation
import TestSupport
import Testing

@Suite("Signals to the running program", .untilItHangs) struct SignalTests {
    @Test(
        "a signal finishes what is on the wire, and the run can be resumed",
        arguments: [(SIGINT, "Ctrl-C again"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP")])
    func once(signal: CInt, says: String) async throws {
        try await withSlowBatches { desk in
            let ending = try await interrupted(desk) { $0.signal(signal) }
            #expect(ending.end == .exit(130))
            #expect(ending.errors.contains(says))
            #expect(ending.output.hasPrefix("Interrupted. What was on the wire is accounted for.\n"))
            let outcomes = try desk.outcomes()
            #expect(outcomes.contains("updated") && outcomes.contains("not_attempted"))
            #expect(!outcomes.contains("unknown"))
            try await expectResumable(desk)
        }
    }

    @Test("a second signal stops at once, and resuming finds out what became of what was on the wire")
    func twice() async throws {
        // What is given up would stand in the log only after its delay, when the run has long been resumed.
        try await withSlowBatches(apply: "never") { desk in
            let ending = try await interrupted(desk, at: 6) { process in
                process.errors.onLine {
                    guard $0.hasPrefix("Stopping when") else { return false }
                    process.signal(SIGINT)
                    return true
                }
                process.signal(SIGINT)
            }
            #expect(ending.end == .exit(130))
            #expect(ending.output.hasPrefix("Interrupted. What was on the wire was given up;"))
            #expect(try desk.outcomes().contains("unknown"))
            try await expectResumable(desk)
        }
    }

    @Test("a signal that comes again and again while the run ends does it no harm")
    func again() async throws {
        try await withSlowBatches { desk in
            let ending = try await interrupted(desk) { process in
                for _ in 1...20 { process.signal(SIGTERM) }
            }
            #expect(ending.end == .exit(130))
            try await expectResumable(desk)
        }
    }

    /// Three batches from the fourth on take so long, however busy the machine is, that the signal meets them on the
    /// wire. Their answers do come: the checker takes what is called a delay for one that does not.
    private static func slowness(_ apply: String) -> String {
        """
        {"faults": [{"name": "slow", "on": "updateConnectors", "calls": "4-", "times": 3,
                     "fault": {"kind": "delay", "seconds": 4, "apply": "\(apply)"}}]}
        """
    }

    private func withSlowBatches(apply: String = "atOnce", _ body: (Desk) async throws -> Void) async throws {
        let scratch = try ScratchDirectory()
        let faults = try scratch.write(Self.slowness(apply), to: "faults.json")
        try await withEmulatorProcess(branches: 1, ["--faults", faults]) { emulator in
            try await body(Desk(Branch(number: 0), emulator))
        }
    }

    /// Applies the sheet, and calls `interrupt` when a batch is about to be sent: the log says what the body is.
    private func interrupted(
        _ desk: Desk, at batch: Int = 4, _ interrupt: @escaping @Sendable (RunningProcess) -> Void
    ) async throws -> Ending {
        let process = try desk.start(desk.apply + ["--log-level", "trace"])
        let batches = Counter()
        process.errors.onLine { line in
            guard line.contains("Request body"), line.contains("updateConnectors"), batches.next() == batch else {
                return false
            }
            interrupt(process)
            return true
        }
        return await process.ending()
    }

    private func expectResumable(_ desk: Desk) async throws {
        #expect(try await desk.run(desk.resume).end == .exit(1))
        let problems = try await desk.problems(comparedWith: .undisturbed())
        #expect(problems == [], "\(problems)")
    }
}
