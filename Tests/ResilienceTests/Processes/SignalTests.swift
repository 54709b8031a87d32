import Foundation
import TestSupport
import Testing

@Suite("Signals to the running program", .untilItHangs) struct SignalTests {
    @Test(
        "a signal finishes what is on the wire, and the run can be resumed",
        arguments: [(SIGINT, "Ctrl-C again"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP")])
    func once(signal: CInt, says: String) async throws {
        try await withEmulatorProcess(branches: 1, ["--latency", "20ms"]) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
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
        try await withEmulatorProcess(branches: 1, ["--latency", "200ms"]) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let ending = try await interrupted(desk) { process in
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
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let ending = try await interrupted(desk) { process in
                for _ in 1...20 { process.signal(SIGTERM) }
            }
            #expect(ending.end == .exit(130))
            try await expectResumable(desk)
        }
    }

    /// Applies the sheet, and calls `interrupt` when the fourth batch is about to be sent: the log says what the body is.
    private func interrupted(
        _ desk: Desk, _ interrupt: @escaping @Sendable (RunningProcess) -> Void
    ) async throws -> Ending {
        let process = try desk.start(desk.apply + ["--log-level", "trace"])
        let batches = Counter()
        process.errors.onLine { line in
            guard line.contains("Request body"), line.contains("updateConnectors"), batches.next() == 4 else {
                return false
            }
            interrupt(process)
            return true
        }
        return await process.ending()
    }

    private func expectResumable(_ desk: Desk) async throws {
        #expect(try await desk.run(desk.resume).end == .exit(1))
        #expect(try await desk.problems(comparedWith: .undisturbed()) == [])
    }
}
