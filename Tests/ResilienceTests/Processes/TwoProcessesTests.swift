import Foundation
import TestSupport
import Testing

@Suite("Two patchbays on one run", .timeLimit(.minutes(1))) struct TwoProcessesTests {
    @Test("the second is refused while the first works, and can look")
    func locked() async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let first = try desk.start(desk.apply + ["--log-level", "trace"])
            let isSending = await first.errors.first { $0.contains("Request body") && $0.contains("updateConnectors") }
            #expect(isSending != nil)
            first.signal(SIGSTOP)
            let before = try emulator.log.entries(of: desk.branch).filter(\.isUpdate)
            for command in [desk.apply, desk.resume] {
                let second = try await desk.run(command)
                #expect(second.end == .exit(3))
                #expect(second.errors.contains("numbers.patchbay: another patchbay is working on this run."))
            }
            #expect(try await desk.run(["status", "numbers.patchbay"]).end == .exit(0))
            // The first may have had requests on the wire when it was stopped; the second sends none of its own.
            let during = try emulator.log.entries(of: desk.branch).filter(\.isUpdate)
            #expect(during.count - before.count <= 3)
            first.signal(SIGCONT)
            #expect(await first.ending().end == .exit(1))
            #expect(try await desk.account().differences(from: .undisturbed()) == [])
        }
    }
}
