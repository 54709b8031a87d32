#if os(Linux)
    import Foundation
    import Testing

    @Suite("The program's process", .timeLimit(.minutes(1))) struct MemoryTests {
        @Test("writes no core when it crashes, has no children, and shows no key on its command line")
        func process() async throws {
            let process = Process()
            let output = Pipe()
            process.executableURL = Binary.url
            process.arguments = ["emulator", "--port", "0"]
            process.environment = ["POLYAI_API_KEY": "k3y-of-the-environment"]
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            defer {
                process.terminate()
                process.waitUntilExit()
            }
            // It prints its address once all is set up.
            for await _ in output.fileHandleForReading.pieces { break }
            let place = "/proc/\(process.processIdentifier)"
            let limits = try String(contentsOfFile: "\(place)/limits", encoding: .utf8)
            #expect(limits.contains(#/Max core file size +0 +0 /#))
            for task in try FileManager.default.contentsOfDirectory(atPath: "\(place)/task") {
                let children = try? String(contentsOfFile: "\(place)/task/\(task)/children", encoding: .utf8)
                #expect(children ?? "" == "")
            }
            let arguments = try String(contentsOfFile: "\(place)/cmdline", encoding: .utf8)
            #expect(arguments.hasSuffix("/patchbay\u{0}emulator\u{0}--port\u{0}0\u{0}"))
        }
    }

    extension FileHandle {
        /// What can be read, as it comes.
        fileprivate var pieces: AsyncStream<Data> {
            AsyncStream { continuation in
                readabilityHandler = { continuation.yield($0.availableData) }
                continuation.onTermination = { _ in self.readabilityHandler = nil }
            }
        }
    }
#endif
