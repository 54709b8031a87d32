import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Sheet
import Telephony
import TestSupport
import Testing

@Suite("Where results are written") struct ResultsPlaceTests {
    private static var options: SheetOptions {
        var options = SheetOptions()
        options.agent = Inventory.home
        return options
    }

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
            let file = try RunFile.openForReading(bench.runFilePath)
            #expect(try Pipeline { _ in }.writeResults(of: file, to: nil) == bench.resultsPath)
            #expect(try permissions(bench) == mode)
        }
    }

    @Test(
        "the results of the next run are for nobody who could not read those before", arguments: [0o600, 0o640, 0o444])
    func nextPermissions(mode: Int) async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout([1]))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: bench.resultsPath)
            _ = try await bench.apply(Inventory.rollout([2]))
            #expect(try permissions(bench) == mode)
        }
    }

    private func permissions(_ bench: Bench) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: bench.resultsPath)[.posixPermissions] as? Int
    }

    @Test("those of the run before are kept beside its run file, with their values of before")
    func kept() async throws {
        try await withBench { bench in
            let finish = Date(timeIntervalSince1970: 1_800_000_000)
            _ = try await bench.apply(Inventory.rollout([1])) { $0.pipeline.now = { finish } }
            let first = try contents(bench.resultsPath)
            let declined = await #expect(throws: Refusal.self) {
                try await bench.apply(Inventory.rollout([2])) { $0.confirm = { _, _ in false } }
            }
            #expect(declined == .declined)
            #expect(try contents(bench.resultsPath) == first)
            #expect(try bench.scratch.names == ["numbers.csv", "numbers.patchbay", "numbers.results.csv"])
            _ = try await bench.apply(Inventory.rollout([2]))
            #expect(try contents(bench.scratch.path("numbers.2027-01-15T080000Z.results.csv")) == first)
            #expect(try ResultsTable(bench.resultsPath).rows.count == 1)
        }
    }

    @Test("the status of a run that made room, or that was carried elsewhere, names the place where its results are")
    func statusOfMoved() async throws {
        try await withBench { bench in
            let finish = Date(timeIntervalSince1970: 1_800_000_000)
            _ = try await bench.apply(Inventory.rollout([1])) { $0.pipeline.now = { finish } }
            _ = try await bench.apply(Inventory.rollout([2]))
            let archive = "numbers.2027-01-15T080000Z"
            let former = try RunFile.openForReading(bench.scratch.path(archive + ".patchbay")).status()
            #expect(former.results == bench.scratch.path(archive + ".results.csv"))
            #expect(try RunFile.openForReading(bench.runFilePath).status().results == bench.resultsPath)
            let elsewhere = try ScratchDirectory()
            for name in ["numbers.patchbay", "numbers.results.csv"] {
                try FileManager.default.moveItem(atPath: bench.scratch.path(name), toPath: elsewhere.path(name))
            }
            let carried = try RunFile.openForReading(elsewhere.path("numbers.patchbay")).status()
            #expect(carried.results == elsewhere.path("numbers.results.csv"))
        }
    }

    @Test("an unfinished run that was carried elsewhere names a place there, unless another was wanted that exists")
    func statusOfUnfinished() async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout(1...2)) {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(401, .invalidToken) : .pass }
            }
            let elsewhere = try ScratchDirectory()
            let path = elsewhere.path("numbers.patchbay")
            try FileManager.default.moveItem(atPath: bench.runFilePath, toPath: path)
            for (recorded, shown) in [
                (bench.resultsPath, elsewhere.path("numbers.results.csv")),
                (bench.scratch.path("other.csv"), bench.scratch.path("other.csv")),
                ("/none/other.csv", elsewhere.path("numbers.results.csv")),
            ] {
                do { try RunFile.open(path, creating: false).updateRecord { $0.resultsPath = recorded } }
                #expect(try RunFile.openForReading(path).status().results == shown)
            }
        }
    }

    @Test("a finished run whose name has no room for the time it finished stays, and that is said")
    func longName() async throws {
        try await withBench { bench in
            let stem = String(repeating: "n", count: 230)
            for number in 1...2 {
                let job = Job(
                    sheetPath: try bench.scratch.write(Inventory.rollout([1]), to: "\(stem).csv"),
                    runFilePath: bench.scratch.path("\(stem).patchbay"), resultsPath: bench.resultsPath,
                    options: RunOptions(sheet: Self.options), target: .api(baseURL: bench.emulator.baseURL))
                guard number == 1 else {
                    let problem = #expect(throws: RunFileProblem.self) { try Run.open(job) }
                    #expect(problem?.description.contains("cannot be renamed to") == true)
                    continue
                }
                _ = try await finished(Run.open(job), bench)
            }
            #expect(try ResultsTable(bench.resultsPath).outcomes == ["updated"])
        }
    }

    private func finished(_ run: Run, _ bench: Bench) async throws -> RunSummary {
        let summary = try await Pipeline { _ in }
            .apply(run, bench.someoneElse, takingUpEdits: true) { _, _ in true }
        try run.finish(summary, at: Date())
        return summary
    }

    @Test("where they cannot go is found out before anything is sent")
    func unwritable() async throws {
        try await withBench { bench in
            let name = String(repeating: "n", count: 250)
            #expect(mkfifo(bench.scratch.path("pipe"), 0o600) == 0)
            try FileManager.default.createSymbolicLink(
                atPath: bench.scratch.path("link"), withDestinationPath: "/proc/version")
            for path in [bench.scratch.path("pipe"), "/dev/null", bench.scratch.path(name), bench.scratch.path("link")]
            {
                let run = try Run.open(
                    Job(
                        sheetPath: bench.scratch.write(Inventory.rollout([1]), to: "numbers.csv"),
                        runFilePath: bench.runFilePath, resultsPath: path, options: RunOptions(sheet: Self.options),
                        target: .api(baseURL: bench.emulator.baseURL)))
                await #expect(throws: SheetProblem.self) {
                    try await Pipeline { _ in }
                        .apply(run, bench.someoneElse, takingUpEdits: true) { _, _ in true }
                }
            }
            #expect(bench.requests.isEmpty)
            #expect(try await bench.voices().allSatisfy { $0 == Inventory.oldVoice })
        }
    }

    @Test("they are written while the run goes on, and again at its end, to the same place")
    func inBetween() async throws {
        try await withBench { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.pipeline.concurrency = { 1 }
                $0.treat = { request in
                    if request.operation == .updateConnectors, turns.next(request) == 2 {
                        let file = try RunFile.openForReading(bench.runFilePath)
                        #expect(try Pipeline { _ in }.writeResults(of: file, to: nil) == bench.resultsPath)
                        #expect(
                            try ResultsTable(bench.resultsPath).outcomes == ["updated", "unknown", "not_attempted"])
                    }
                    return .pass
                }
            }
            #expect(ending.summary.results == bench.resultsPath && ending.summary.end == .finished)
            #expect(ending.outcomes == ["updated", "updated", "updated"])
        }
    }

    @Test("those that had to go elsewhere are where the status says, and are kept by the next run")
    func elsewhere() async throws {
        try await withBench { bench in
            let finish = Date(timeIntervalSince1970: 1_800_000_000)
            try bench.scratch.write("mine\n", to: "numbers.results.csv")
            _ = try await bench.apply(Inventory.rollout([1])) { $0.pipeline.now = { finish } }
            let second = bench.scratch.path("numbers.results-2.csv")
            #expect(try RunFile.openForReading(bench.runFilePath).status().results == second)
            let results = try contents(second)
            _ = try await bench.apply(Inventory.rollout([2]))
            #expect(try contents(bench.scratch.path("numbers.2027-01-15T080000Z.results.csv")) == results)
            #expect(try ResultsTable(second).rows.count == 1 && contents(second) != results)
        }
    }

    @Test("results on another disk make room for the next ones too")
    func otherDisk() async throws {
        try await withBench { bench in
            let place = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv").path
            defer { try? FileManager.default.removeItem(atPath: place) }
            var first: Data?
            for number in 1...2 {
                let run = try Run.open(
                    Job(
                        sheetPath: bench.scratch.write(Inventory.rollout([number]), to: "numbers.csv"),
                        runFilePath: bench.runFilePath, resultsPath: place, options: RunOptions(sheet: Self.options),
                        target: .api(baseURL: bench.emulator.baseURL)))
                let summary = try await finished(run, bench)
                #expect(summary.results == place && summary.outcomes == ["updated": 1])
                first = try first ?? contents(place)
            }
            let kept = try #require(bench.scratch.names.first { $0.hasSuffix("Z.results.csv") })
            #expect(try contents(bench.scratch.path(kept)) == first)
        }
    }

    @Test("a pipe with the name of a temporary file is not waited for")
    func plantedPipe() async throws {
        try await withBench { bench in
            let pipe = bench.scratch.path(".numbers.results.csv.abc.tmp")
            #expect(mkfifo(pipe, 0o600) == 0)
            let ending = try await bench.apply(Inventory.rollout([1]))
            #expect(ending.outcomes == ["updated"])
            #expect(FileManager.default.fileExists(atPath: pipe))
        }
    }

    @Test("when they cannot be written in the end, the run is accounted for all the same, and they can be later")
    func unwrittenInTheEnd() async throws {
        try await withBench { bench in
            try bench.scratch.write(Inventory.rollout([1]), to: "numbers.csv")
            let run = try Run.open(
                Job(
                    sheetPath: bench.sheetPath, runFilePath: bench.runFilePath, resultsPath: bench.resultsPath,
                    options: RunOptions(sheet: Self.options), target: .api(baseURL: bench.emulator.baseURL)),
                reach: { point in
                    guard point == .carriedOut else { return }
                    try? FileManager.default.createDirectory(
                        atPath: bench.resultsPath, withIntermediateDirectories: false)
                })
            let summary = try await Pipeline { _ in }
                .apply(run, bench.someoneElse, takingUpEdits: true) { _, _ in true }
            #expect(summary.outcomes == ["updated": 1] && summary.end == .finished)
            #expect(summary.resultsProblem?.isEmpty == false)
            try FileManager.default.removeItem(atPath: bench.resultsPath)
            #expect(try Pipeline { _ in }.writeResults(of: run.file, to: nil) == bench.resultsPath)
            #expect(try ResultsTable(bench.resultsPath).outcomes == ["updated"])
        }
    }
}
