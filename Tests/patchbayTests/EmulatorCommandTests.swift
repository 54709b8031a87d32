import ArgumentParser
import Emulator
import Foundation
import Testing
import UnixSignals

@testable import patchbay

@Suite("emulator", .timeLimit(.minutes(10))) struct EmulatorCommandTests {
    @Test(
        "it serves until a signal, and warns when others than this machine are served",
        arguments: [("127.0.0.1", false), ("localhost", false), ("0.0.0.0", true)])
    func host(_ host: String, isOpen: Bool) async throws {
        try await withBench { bench in
            let (signals, signal) = AsyncStream.makeStream(of: UnixSignal.self)
            var bench = bench
            bench.signals = { signals }
            bench.onMessage = { if $0.contains("patchbay connector list --agent=") { signal.yield(.sigint) } }
            let seed = try bench.write("seed.csv", Hotel.inventory)
            let ending = await bench.patchbay("emulator", "--port", "0", "--host", host, "--seed", seed)
            #expect(ending.status == .done)
            // Plain HTTP is for this machine, so that the command has to be one that reaches it here.
            let own = isOpen ? "127.0.0.1" : host
            #expect(ending.output.contains("Base URL  http://\(own):"))
            #expect(ending.errors.contains("patchbay connector list --agent=SALES --base-url http://\(own):"))
            #expect(ending.errors.contains("warning: everybody who reaches this machine at \(host)") == isOpen)
        }
    }

    @Test("the sample script of faults can be used, and is the one that the readme shows")
    func sampleFaults() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let sample = root.appending(path: "samples/faults.json")
        #expect(try FaultScript(contentsOf: sample).faults.count == 4)
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.contains(try String(contentsOf: sample, encoding: .utf8)))
    }

    @Test("its limits are those of its options, and the emulator's own where there are none")
    func limits() throws {
        let (standard, configured) = (EmulatorConfiguration(), Self.configuration)
        let untouched = try configured([])
        #expect(untouched.maxBodyBytes == standard.maxBodyBytes && untouched.maxHeaderBytes == standard.maxHeaderBytes)
        #expect(untouched.maxConnections == standard.maxConnections && untouched.maxBatch == nil)
        #expect(untouched.clientPatience == standard.clientPatience)
        let limited = try configured([
            "--max-batch", "1", "--max-body", "2", "--max-header", "3", "--max-connections", "4", "--client-patience",
            "0.5",
        ])
        #expect(limited.maxBatch == 1 && limited.maxBodyBytes == 2 && limited.maxHeaderBytes == 3)
        #expect(limited.maxConnections == 4 && limited.clientPatience == .milliseconds(500))
    }

    @Test(
        "a limit that is none is refused",
        arguments: ["--max-batch", "--max-body", "--max-header", "--max-connections", "--client-patience"])
    func nonsense(_ option: String) async throws {
        try await withBench { bench in
            let ending = await bench.patchbay("emulator", option, "0")
            #expect(ending.status == .usage)
            #expect(ending.errors.contains("\(option) must be "))
        }
    }

    private static func configuration(_ arguments: [String]) throws -> EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        try EmulatorLimitOptions.parse(arguments).limit(&configuration)
        return configuration
    }
}
