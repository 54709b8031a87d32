import Emulator
import Foundation
import Migration
import TestSupport
import Testing

@Suite("The program among strangers' files", .untilItHangs) struct StrangersFilesTests {
    /// What lies where a crashed run is gone on with.
    enum Plant: CaseIterable {
        case journal, openFile, openLog, linkedLog, otherTarget

        func lay(_ desk: Desk) throws {
            let (run, log) = (desk.runFile, desk.runFile + "-wal")
            let files = FileManager.default
            switch self {
            case .journal: try desk.scratch.write("a journal", to: "numbers.patchbay-journal")
            case .openFile: try files.setAttributes([.posixPermissions: 0o666], ofItemAtPath: run)
            case .openLog: try files.setAttributes([.posixPermissions: 0o666], ofItemAtPath: log)
            case .linkedLog:
                try files.moveItem(atPath: log, toPath: desk.scratch.path("elsewhere"))
                try files.createSymbolicLink(atPath: log, withDestinationPath: desk.scratch.path("elsewhere"))
            case .otherTarget:
                try RunFile.open(run, creating: false).updateRecord {
                    $0.target = .api(baseURL: "https://api.example.com")
                }
            }
        }

        var sentence: String {
            switch self {
            case .journal: "-journal lies beside this run file."
            case .openFile: "others may write to this run file"
            case .openLog, .linkedLog: "-wal lies beside this run file."
            case .otherTarget: "neither an address of the product nor this machine"
            }
        }
    }

    @Test(
        "a run that somebody may have laid hands on is not gone on with, and nothing is sent", arguments: Plant.allCases
    )
    func planted(plant: Plant) async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            try await desk.crashHalfway()
            try plant.lay(desk)
            let ending = try await desk.run(desk.resume)
            #expect(ending.end == .exit(plant == .otherTarget ? 64 : 3), "\(ending)")
            #expect(ending.errors.contains(plant.sentence), "\(ending)")
            // Each session has a key of its own, so what the crashed one had on the wire is told from what comes now.
            let keys = Set(try await emulator.log.entries(of: desk.branch).map(\.key))
            #expect(keys.count == 1)
        }
    }

    @Test(
        "a run file that is written to, emptied or taken away stops the run", arguments: ["written", "emptied", "gone"])
    func lost(way: String) async throws {
        // Slow enough for most of the run to come afterwards.
        try await withEmulatorProcess(branches: 1, ["--latency", "400ms"]) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let run = desk.runFile
            emulator.log.on(2, of: desk.branch, where: \.isUpdate) {
                switch way {
                case "written":
                    let handle = FileHandle(forUpdatingAtPath: run)
                    try? handle?.seek(toOffset: 8_192)
                    try? handle?.write(contentsOf: Data(repeating: 0x20, count: 10))
                    try? handle?.close()
                case "emptied": truncate(run, 0)
                default: unlink(run)
                }
            }
            let ending = try await desk.run(
                desk.apply.filter { !desk.pace.contains($0) } + [
                    "--rate", "1000", "--batch-size", "1", "--concurrency", "1",
                ])
            #expect(ending.end == .exit(2), "\(ending)")
            #expect(ending.output.hasPrefix("Stopped. The run file numbers.patchbay was removed"), "\(ending)")
        }
    }

    @Test("a sheet without an end, and results that cannot be files, are refused before anything is asked")
    func endless() async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            #expect(mkfifo(desk.scratch.path("pipe"), 0o600) == 0)
            #expect(mkfifo(desk.scratch.path(".numbers.results.csv.abc.tmp"), 0o600) == 0)
            try FileManager.default.createSymbolicLink(
                atPath: desk.scratch.path("zero.csv"), withDestinationPath: "/dev/zero")
            func applying(_ sheet: String, _ more: [String] = []) -> [String] {
                desk.apply.map { $0 == "numbers.csv" ? sheet : $0 } + more
            }
            for (arguments, status) in [
                (applying("/dev/zero"), 64), (applying("zero.csv"), 64), (applying("pipe"), 64),
                (applying("numbers.csv", ["--results", "pipe"]), 3),
                (applying("numbers.csv", ["--results", "/dev/null"]), 3),
                (applying("numbers.csv", ["--results", String(repeating: "n", count: 250)]), 3),
                (applying("numbers.csv", ["--run-file", "pipe"]), 3),
                (["resume", "pipe", "--yes"], 3), (["status", "pipe"], 3), (["discard", "pipe", "--yes"], 3),
            ] as [([String], Int32)] {
                let ending = try await desk.run(arguments)
                #expect(ending.end == .exit(status), "\(arguments): \(ending)")
            }
            #expect(try await emulator.log.entries(of: desk.branch).isEmpty)
            // The pipe with the name of a temporary file is neither waited for nor taken away.
            let ending = try await desk.run(desk.apply)
            #expect(ending.end == .exit(1), "\(ending)")
            #expect(FileManager.default.fileExists(atPath: desk.scratch.path(".numbers.results.csv.abc.tmp")))
        }
    }

    @Test("a program is answered with an object where nothing is sent, and a run is discarded when that is said twice")
    func said() async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let refused = try await desk.run(desk.apply + ["--format", "json", "--expect-plan", "beef"])
            #expect(refused.end == .exit(3))
            let answer = try JSONSerialization.jsonObject(with: Data(refused.output.utf8)) as? [String: Any]
            #expect(answer?["exitStatus"] as? Int == 3)
            try await desk.crashHalfway()
            #expect(try await desk.run(["discard", "numbers.patchbay", "--yes"]).end == .exit(3))
            #expect(try await desk.run(["discard", "numbers.patchbay", "--yes", "--even-if-sent"]).end == .exit(0))
            #expect(try desk.scratch.names == ["numbers.csv"])
        }
    }

    @Test("the command that a killed run is gone on with works as it is shown, whatever the files are called")
    func typed() async throws {
        for name in ["numbers $(touch X)", "it's; a `run`", "-rf", "\u{1B}[1mé"] {
            try await withEmulatorProcess(branches: 1) { emulator in
                let desk = try await Desk(Branch(number: 0), emulator)
                let (sheet, run) = ("./\(name).csv", "./\(name).patchbay")
                try FileManager.default.moveItem(
                    atPath: desk.scratch.path("numbers.csv"), toPath: desk.scratch.path("\(name).csv"))
                let apply = desk.apply.map { $0 == "numbers.csv" ? sheet : $0 }
                let crashed = try await desk.run(apply, environment: ["PATCHBAY_CRASH_AT": "recorded:4"])
                #expect(crashed.end == .exit(137))
                let status = try await desk.run(["status", run])
                let command = try #require(status.output.firstMatch(of: /Go on with {2}patchbay (.*)/)).output.1
                let typed = try await desk.shell(
                    "patchbay() { \"$0\" \"$@\" --yes; }; patchbay \(command)", [], shell: "/bin/bash")
                #expect(typed.end == .exit(1), "\(command): \(typed)")
                #expect(try !desk.scratch.names.contains("X"))
            }
        }
    }
}
