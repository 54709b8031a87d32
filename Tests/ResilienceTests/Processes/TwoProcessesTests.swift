import Foundation
import TestSupport
import Testing

@Suite("Two patchbays on one run", .timeLimit(.minutes(10))) struct TwoProcessesTests {
    /// Makes the first wait at its first batch for longer than the second takes.
    private static let hold = """
        {"faults": [{"on": "updateConnectors", "calls": 1, "fault": {"kind": "status", "status": 429, "retryAfter": 30}}]}
        """

    @Test("the second is refused while the first works, and can look")
    func locked() async throws {
        let scratch = try ScratchDirectory()
        let faults = try scratch.write(Self.hold, to: "faults.json")
        try await withEmulatorProcess(branches: 1, ["--faults", faults]) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let first = try desk.start(desk.apply + ["--concurrency", "1"])
            #expect(await first.errors.first { $0.contains("30 s") } != nil)
            for command in [desk.apply, desk.resume] {
                let second = try await desk.run(command)
                #expect(second.end == .exit(3))
                #expect(second.errors.contains("numbers.patchbay: another patchbay is working on this run."))
            }
            #expect(try await desk.run(["status", "numbers.patchbay"]).end == .exit(0))
            #expect(try emulator.log.entries(of: desk.branch).count(where: \.isUpdate) == 1)
            first.signal(SIGINT)
            #expect(await first.ending().end == .exit(130))
            #expect(try await desk.run(desk.resume).end == .exit(1))
            #expect(try await desk.account().differences(from: .undisturbed()) == [])
        }
    }
}
