import Foundation
import Testing

@testable import patchbay

@Suite("status, results and resume of a run file") struct RunFileTests {
    static let commands = [["status"], ["results"], ["resume", "--yes"]]

    @Test("a finished run says so, its results can be written again, and there is nothing to resume")
    func finished() async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            _ = await bench.patchbay(["apply", sheet, "--yes"] + (try bench.rehearsal()))
            let results = try bench.read("sheet.rehearsal.results.csv")
            let files = try bench.files
            let status = await bench.patchbay("status", bench.path("sheet.patchbay"))
            #expect(status.status == .done)
            #expect(status.output.contains("State    finished 20"))
            #expect(status.output.contains("  updated       9  changed and confirmed\n  rows          9\n"))
            #expect(status.output.contains("8 of 8 connectors done"))
            let json = try await bench.patchbay("status", bench.path("sheet.patchbay"), "--format", "json").json()
            #expect(
                try json.keys.isSuperset(of: [
                    "sheet", "target", "results", "createdAt", "finishedAt", "rows", "outcomes", "changes",
                    "settledChanges",
                ]))
            let resumed = await bench.patchbay("resume", bench.path("sheet.patchbay"))
            #expect(resumed.status == .done)
            #expect(resumed.errors == "This run is finished; there is nothing to go on with.\n")
            let unverified = await bench.patchbay("resume", bench.path("sheet.patchbay"), "--verify")
            #expect(unverified.errors.hasSuffix(" to go on with, and nothing was read again to verify it.\n"))
            #expect(try bench.files == files)
            let copy = await bench.patchbay("results", bench.path("sheet.patchbay"), "--output", bench.path("copy.csv"))
            #expect(copy.output == "Results   copy.csv\n")
            #expect(try bench.read("copy.csv") == results)
        }
    }

    @Test(
        "a sheet with a header and no rows is an export that broke off, and leaves nothing behind",
        arguments: ["plan", "apply"])
    func noRows(_ command: String) async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", "phone_number\n")
            let options = try bench.rehearsal()
            let files = try bench.files
            let ending = await bench.patchbay([command, sheet] + options + (command == "apply" ? ["--yes"] : []))
            #expect(ending.status == .nothingSent)
            #expect(ending.output == "")
            #expect(
                ending.errors.hasSuffix(
                    "sheet.csv has a header and no rows, as an export that broke off has. Export it again.\n"))
            let checked = await bench.patchbay("check", sheet)
            #expect(checked.status == .done)
            #expect(checked.output.contains("no rows"))
            #expect(try bench.files == files)
        }
    }

    @Test("results are not written over the run file or the sheet", arguments: ["sheet.patchbay", "sheet.csv"])
    func resultsOver(_ file: String) async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            _ = await bench.patchbay(["apply", sheet, "--yes"] + (try bench.rehearsal()))
            let before = try Data(contentsOf: URL(fileURLWithPath: bench.path(file)))
            let ending = await bench.patchbay(
                "results", bench.path("sheet.patchbay"), "--output", bench.path(file))
            #expect(ending.status == .usage)
            #expect(try Data(contentsOf: URL(fileURLWithPath: bench.path(file))) == before)
        }
    }

    @Test(
        "a run file that is missing, empty, a directory, damaged or something else is said to be so",
        arguments: commands)
    func unusable(_ command: [String]) async throws {
        try await withBench { bench in
            try bench.write("empty.patchbay", "")
            try bench.write("other.patchbay", Hotel.rollout + String(repeating: "x", count: 600))
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            _ = await bench.patchbay(["apply", sheet, "--yes"] + (try bench.rehearsal()))
            let whole = try Data(contentsOf: URL(filePath: bench.path("sheet.patchbay")))
            try whole.prefix(8_192).write(to: URL(filePath: bench.path("cut.patchbay")))
            let before = try bench.files
            for (name, says) in [
                ("none", "there is no such run file. Check the path."), ("empty", "this run file holds no run."),
                ("other", "this is not a run file, and was left as it is."), ("cut", "this run file is damaged"),
            ] {
                let ending = await bench.patchbay([command[0], bench.path("\(name).patchbay")] + command.dropFirst())
                #expect(ending.status == .nothingSent)
                #expect(ending.errors.hasPrefix("Error: \(bench.path(name)).patchbay: \(says)"), "\(ending.errors)")
                #expect(ending.output.isEmpty)
            }
            #expect(try bench.files.filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") } == before)
            #expect(try bench.read("empty.patchbay").isEmpty)
        }
    }
}
