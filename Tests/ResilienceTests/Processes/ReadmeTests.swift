import Foundation
import TestSupport
import Testing

@Suite("The readme's jobs", .untilItHangs) struct ReadmeTests {
    /// A command line of the readme, and what it says that is printed then.
    private struct Example {
        let command: String
        var lines: [String] = []
    }

    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

    /// All that begin with `$` in the blocks of the section of jobs, in their order.
    private static func examples() throws -> [Example] {
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let section = try #require(readme.split(separator: "\n## Five jobs\n").last?.split(separator: "\n## ").first)
        var examples: [Example] = []
        var isInBlock = false
        for line in section.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                isInBlock.toggle()
            } else if isInBlock, line.hasPrefix("$ ") {
                examples.append(Example(command: String(line.dropFirst(2))))
            } else if isInBlock {
                examples[examples.count - 1].lines.append(line)
            }
        }
        return examples
    }

    @Test("print what it says, word for word, but for times")
    func jobs() async throws {
        let scratch = try ScratchDirectory()
        let samples = Self.root.appending(path: "samples")
        for name in try FileManager.default.contentsOfDirectory(atPath: samples.path) {
            try FileManager.default.copyItem(atPath: samples.appending(path: name).path, toPath: scratch.path(name))
        }
        let examples = try Self.examples()
        #expect(examples.count == 14)
        for example in examples {
            if example.command.contains(Self.server) {
                try await Self.undo(example, in: scratch)
                continue
            }
            if example.command.hasPrefix("patchbay status") { try await Self.kill(scratch) }
            // The question is only asked on a terminal.
            let asks = example.command.hasPrefix("patchbay apply") && !example.command.contains("--yes")
            let output = try await Self.output(of: example.command + (asks ? " --yes" : ""), in: scratch)
            let expected = example.lines.filter { !$0.hasSuffix("[y/N] y") }
            #expect(Self.misfit(of: expected, in: output) == nil, "\(example.command)\n\(output)")
        }
    }

    /// Where the readme's emulator that keeps running is.
    private static let server = "http://127.0.0.1:8080"

    /// The run is on a server that goes on after it.
    private static func undo(_ example: Example, in scratch: ScratchDirectory) async throws {
        let emulator = ["emulator", "--seed", "inventory.csv", "--port", "0", "--key", key]
        let process = try Spawn(arguments: emulator, directory: scratch.path).start()
        defer { process.signal(SIGKILL) }
        let line = await process.output.first { $0.hasPrefix("Base URL") }
        let baseURL = try #require(line?.split(separator: " ").last)
        _ = try await output(of: "patchbay apply language-rollout.csv --yes --base-url \(baseURL)", in: scratch)
        let output = try await output(
            of: example.command.replacing(server, with: baseURL) + " --yes", in: scratch)
        let expected = example.lines.filter { !$0.hasSuffix("[y/N] y") }
        #expect(misfit(of: expected, in: output) == nil, "\(example.command)\n\(output)")
    }

    private static let key = "readme-key"

    /// What the job of the interruption begins with: two of the run's changes are made and a third is on the wire when
    /// it is killed.
    private static func kill(_ scratch: ScratchDirectory) async throws {
        for name in try scratch.names where name.hasPrefix("project-move.") && name != "project-move.csv" {
            try FileManager.default.removeItem(atPath: scratch.path(name))
        }
        let arguments = ["apply", "project-move.csv", "--agent", "PROJECT-58RP822I", "--emulator", "inventory.csv"]
        let ending = try await Spawn(
            arguments: arguments + ["--yes", "--batch-size", "1", "--concurrency", "1"],
            environment: ["PATCHBAY_CRASH_AT": "markedSent:5"], directory: scratch.path
        ).start().ending()
        #expect(ending.end == .exit(137), "\(ending)")
    }

    private static func output(of command: String, in scratch: ScratchDirectory) async throws -> String {
        let words = command.split(separator: " ", maxSplits: 1)
        let program = words.first == "patchbay" ? "\"$0\"" : words.first ?? ""
        let script = "\(program) \(words.last ?? "") 2>&1"
        var spawn = Spawn(arguments: ["-c", script, Binary.url.path])
        spawn.program = "/bin/sh"
        spawn.directory = scratch.path
        spawn.environment = ["POLYAI_API_KEY": key]
        return try await spawn.start().ending().output
    }

    /// The first line that is not printed where it should be; `…` stands for any lines.
    private static func misfit(of expected: [String], in output: String) -> String? {
        var rest = output.split(separator: "\n", omittingEmptySubsequences: false).map { timeless(String($0)) }[...]
        var isSkipping = false
        for line in expected.map(timeless) {
            if line == "…" {
                isSkipping = true
                continue
            }
            if line.isEmpty, rest.first?.isEmpty != true { continue }
            guard let place = isSkipping ? rest.firstIndex(of: line) : rest.startIndex, place < rest.endIndex,
                rest[place] == line
            else { return line }
            rest = rest[(place + 1)...]
            isSkipping = false
        }
        return nil
    }

    private static func timeless(_ line: String) -> String {
        line.replacing(/in [0-9.]+ s$/, with: "in ? s").replacing(/[0-9-]+T[0-9:]+Z/, with: "?")
            .replacing(/, [0-9.]+ a second/, with: ", ? a second")
            .replacing(/(and|about|at least) [0-9.]+ s\b/, with: "? s")
    }
}
