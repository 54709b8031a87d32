#if os(Linux)
    import Foundation
    import Testing

    @Suite("The program's process", .untilItHangs) struct MemoryTests {
        @Test("writes no core when it crashes, and has no children")
        func process() async throws {
            try await withEmulatorProcess(branches: 1) { emulator in
                let place = "/proc/\(emulator.process.id)"
                let limits = try String(contentsOfFile: "\(place)/limits", encoding: .utf8)
                #expect(limits.contains(#/Max core file size +1 +1 /#))
                for task in try FileManager.default.contentsOfDirectory(atPath: "\(place)/task") {
                    let children = try? String(contentsOfFile: "\(place)/task/\(task)/children", encoding: .utf8)
                    #expect(children ?? "" == "")
                }
            }
        }
    }
#endif
