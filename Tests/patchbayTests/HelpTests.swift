import ArgumentParser
import Testing

@testable import patchbay

@Suite("help") struct HelpTests {
    static let commands = [
        "check", "plan", "apply", "resume", "status", "results", "export", "connector lookup", "connector show",
        "connector update", "connector delete", "connector list", "number show", "number import", "number route",
        "number release", "number list", "emulator", "undo",
    ]

    @Test(
        "every command says what it does, gives an example, and lists its exit codes, in 80 columns",
        arguments: commands)
    func helpIsWhole(_ command: String) async throws {
        try await withBench { bench in
            let ending = await bench.patchbay(command.split(separator: " ").map(String.init) + ["--help"])
            #expect(ending.status == .done)
            #expect(ending.errors.isEmpty)
            #expect(ending.output.contains("EXAMPLES:\n  patchbay \(command)"))
            #expect(ending.output.contains("EXIT CODES:\n  0    "))
            #expect(ending.output.contains("\n  64   the command line is wrong\n"))
            let long = ending.output.split(separator: "\n").filter { $0.count > 80 }
            #expect(long.isEmpty)
        }
    }

    @Test("only what sends changes, or says what that would take, offers to batch them", arguments: commands)
    func batches(_ command: String) async throws {
        try await withBench { bench in
            let ending = await bench.patchbay(command.split(separator: " ").map(String.init) + ["--help"])
            #expect(ending.output.contains("--batch-size") == ["plan", "apply", "resume", "undo"].contains(command))
        }
    }

    @Test(
        "the program alone, a group of commands, and 'help' answer with a text on standard output",
        arguments: [
            ([], "MIGRATING SUBCOMMANDS:"), (["--help"], "EXIT CODES:"), (["connector"], "lookup"),
            (["number"], "list"),
            (["help", "plan"], "USAGE: patchbay plan"), (["--version"], Version.text),
        ])
    func overviews(_ arguments: [String], _ part: String) async throws {
        try await withBench { bench in
            let ending = await bench.patchbay(arguments)
            #expect(ending.status == .done)
            #expect(ending.output.contains(part))
            #expect(ending.errors.isEmpty)
        }
    }
}
