import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Where results are written") struct ResultsPlaceTests {
    @Test("a file that somebody edited since, or that was never ours, stays, and the results go beside it")
    func edited() async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout([1])) {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(429, "RATE_LIMIT_EXCEEDED") : .pass }
            }
            let edited = try String(decoding: contents(bench.resultsPath), as: UTF8.self) + "my own line\n"
            try bench.scratch.write(edited, to: "numbers.results.csv")
            try bench.scratch.write("not ours either\n", to: "numbers.results-2.csv")
            let ending = try await bench.resume()
            #expect(ending.summary.results == bench.scratch.path("numbers.results-3.csv"))
            #expect(ending.outcomes == ["updated"])
            #expect(try String(decoding: contents(bench.resultsPath), as: UTF8.self) == edited)
            let said = bench.events.contains { if case .resultsElsewhere = $0 { true } else { false } }
            #expect(said)
        }
    }

    @Test("its own file is written again, by the run, by the next run, and on demand")
    func own() async throws {
        try await withBench { bench in
            for number in 1...3 {
                let ending = try await bench.apply(Inventory.rollout([number]))
                #expect(ending.summary.results == bench.resultsPath)
            }
            let file = try RunFile.openForReading(bench.runFilePath)
            #expect(try Pipeline { _ in }.writeResults(of: file, to: nil) == bench.resultsPath)
            #expect(try !bench.scratch.names.contains("numbers.results-2.csv"))
        }
    }

    @Test("those of an archived run go beside the archive")
    func archived() async throws {
        try await withBench { bench in
            let finish = Date(timeIntervalSince1970: 1_800_000_000)
            for number in 1...2 {
                _ = try await bench.apply(Inventory.rollout([number])) { $0.pipeline.now = { finish } }
            }
            let newer = try contents(bench.resultsPath)
            let archive = try RunFile.openForReading(bench.scratch.path("numbers.2027-01-15T080000Z.patchbay"))
            let path = try Pipeline { _ in }.writeResults(of: archive, to: nil)
            #expect(path == bench.scratch.path("numbers.2027-01-15T080000Z.results.csv"))
            #expect(try ResultsTable(path).outcomes == ["updated"])
            #expect(try contents(bench.resultsPath) == newer)
        }
    }

    @Test("a replaced file keeps its permissions", arguments: [0o600, 0o640, 0o664, 0o444])
    func permissions(mode: Int) async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout([1]))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: bench.resultsPath)
            _ = try await bench.apply(Inventory.rollout([2]))
            let attributes = try FileManager.default.attributesOfItem(atPath: bench.resultsPath)
            #expect(attributes[.posixPermissions] as? Int == mode)
        }
    }
}
