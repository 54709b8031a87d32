import Emulator
import Foundation
import TestSupport
import Testing

@Suite("Two patchbays on one run", .untilItHangs) struct TwoProcessesTests {
    @Test("the second is refused while the first works, and can look")
    func locked() async throws {
        let scratch = try ScratchDirectory()
        // The first batch is never answered, so that the first process works until it is killed.
        let silence = #"{"on": "updateConnectors", "times": 1, "fault": {"kind": "delay", "apply": "never"}}"#
        let faults = try scratch.write(#"{"faults": [\#(silence)]}"#, to: "faults.json")
        try await withEmulatorProcess(branches: 1, ["--faults", faults]) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let first = try desk.start(desk.apply + ["--log-level", "trace"])
            #expect(await first.errors.first { $0.contains("Request body") && $0.contains("updateConnectors") } != nil)
            for command in [desk.apply, desk.resume] {
                let second = try await desk.run(command)
                #expect(second.end == .exit(3), "\(second)")
                #expect(second.errors.contains("numbers.patchbay: another patchbay is working on this run."))
            }
            #expect(try await desk.run(["status", "numbers.patchbay"]).end == .exit(0))
            first.signal(SIGKILL)
            #expect(await first.ending().end == .signal(SIGKILL))
            #expect(try await desk.run(desk.resume).end == .exit(1))
            #expect(try await desk.problems(comparedWith: .undisturbed()) == [])
        }
    }

    @Test("of two that start at the same moment one does the work, once")
    func together() async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let processes = try [desk.start(desk.apply), desk.start(desk.apply)]
            let endings = await [processes[0].ending(), processes[1].ending()]
            #expect(endings.map(\.end).contains(.exit(1)), "\(endings)")
            // The later one may find the run finished, and then begins another.
            for ending in endings where ending.end != .exit(1) {
                #expect(ending.end == .exit(3), "\(ending)")
                #expect(ending.errors.contains("another patchbay is working"), "\(ending)")
            }
            let sent = try await emulator.log.entries(of: desk.branch).filter(\.isUpdate).flatMap(\.connectors)
            // What was refused is tried alone, and by another run once more.
            let once = sent.filter { $0 != desk.branch.connector(3) }
            #expect(Set(once).count == once.count)
            #expect(try await desk.account().state == Account.undisturbed().state)
        }
    }
}
