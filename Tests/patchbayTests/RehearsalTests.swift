import Foundation
import Migration
import Synchronization
import Testing

@testable import patchbay

@Suite("Rehearsals beside real runs") struct RehearsalTests {
    @Test("a rehearsal between two real runs leaves the account of each where its run file is")
    func rehearsedBetween() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let real = ["apply", sheet, "--yes"] + bench.options(emulator)
            let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            var bench = bench
            bench.now = {
                time.withLock { time in
                    time += 1
                    return time
                }
            }
            let first = await bench.patchbay(real)
            let results = try bench.read("sheet.results.csv")
            let rehearsed = await bench.patchbay(["apply", sheet, "--yes"] + (try bench.rehearsal()))
            let last = await bench.patchbay(real)
            for ending in [first, rehearsed, last] {
                #expect(ending.status == .done && !ending.errors.contains("is not as patchbay wrote it"))
            }
            #expect(last.output.contains("Results   sheet.results.csv\n"))
            let runs = try bench.files.filter { $0.hasSuffix(".patchbay") }
            #expect(runs.count == 3)
            for run in runs {
                let status = await bench.patchbay("status", bench.path(run))
                let place = try #require(status.output.firstMatch(of: /Results  (\S+)/)).output.1
                let stem = run.replacing(".patchbay", with: "")
                #expect(place == "\(stem).results.csv" || place == "\(stem).rehearsal.results.csv")
                let isThere = try bench.files.contains(String(place))
                #expect(isThere)
            }
            let texts = try bench.files.filter { $0.hasSuffix(".results.csv") }.map(bench.read)
            #expect(texts.contains(results))
            let announced = rehearsed.errors.contains(
                /its run file is now \S+, and its results are \S+\.results\.csv\./)
            #expect(announced)
        }
    }

    @Test("the results of a rehearsal are not taken for real ones, by their name nor by what stands in them")
    func rehearsal() async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + (try bench.rehearsal()))
            #expect(ending.output.contains("Results   sheet.rehearsal.results.csv\n"))
            let lines = try bench.read("sheet.rehearsal.results.csv").split(whereSeparator: \.isNewline)
            #expect(lines[0].hasSuffix(",result_target"))
            #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(",rehearsal on \(bench.path("inventory.csv"))") })
        }
    }

    @Test("a rehearsal that was carried elsewhere without its emulator's state says how to drop it")
    func rehearsalWithoutState() async throws {
        try await withBench { bench in
            _ = try await bench.stoppedRehearsal()
            try FileManager.default.removeItem(atPath: bench.path("sheet.patchbay-emulator"))
            let ending = await bench.patchbay("resume", bench.path("sheet.patchbay"), "--yes")
            #expect(ending.errors.contains("drop the rehearsal with  patchbay discard"))
        }
    }

    @Test("a directory with the name of a rehearsal's state stays")
    func directory() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            try FileManager.default.createDirectory(
                atPath: bench.path("sheet.patchbay-emulator"), withIntermediateDirectories: false)
            try bench.write("sheet.patchbay-emulator/precious", "mine")
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            #expect(ending.status == .done)
            _ = await bench.patchbay(["apply", sheet, "--yes"] + (try bench.rehearsal()))
            let kept = try bench.read("sheet.patchbay-emulator/precious")
            #expect(kept == "mine")
        }
    }
}
