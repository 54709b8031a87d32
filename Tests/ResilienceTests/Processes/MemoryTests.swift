#if os(Linux)
    import Foundation
    import TestSupport
    import Testing

    @Suite("The program's process", .untilItHangs) struct MemoryTests {
        private static let silence = #"{"faults": [{"on": "updateConnectors", "fault": {"kind": "delay"}}]}"#

        @Test("while it applies a sheet may leave no core, and has no children")
        func process() async throws {
            let scratch = try ScratchDirectory()
            let faults = try scratch.write(Self.silence, to: "faults.json")
            try await withEmulatorProcess(branches: 1, ["--faults", faults]) { emulator in
                let desk = try await Desk(Branch(number: 0), emulator)
                let process = try desk.start(desk.apply + ["--log-level", "trace"])
                defer { process.signal(SIGKILL) }
                #expect(await process.errors.first { $0.contains("updateConnectors") } != nil)
                let limits = try String(contentsOfFile: "/proc/\(process.id)/limits", encoding: .utf8)
                #expect(limits.contains(#/Max core file size +1 +1 /#))
                #expect(try parents().contains(getpid()))
                #expect(try !parents().contains(process.id))
            }
        }

        /// Of all processes there are. Those that end meanwhile are left out.
        private func parents() throws -> [pid_t] {
            try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
                let status = try? String(contentsOfFile: "/proc/\(name)/status", encoding: .utf8)
                return (status?.firstMatch(of: #/PPid:\t(\d+)/#)?.1).flatMap { pid_t($0) }
            }
        }
    }
#endif
