import Emulator
import Foundation
import Telephony
import TestSupport

/// A directory with the sheet of one branch, and the command lines that are typed there.
struct Desk: Sendable {
    let scratch: ScratchDirectory
    let branch: Branch
    let emulator: EmulatorProcess
    /// What the branch was before.
    let before: EmulatorState
    /// How many requests there had been when each session began.
    let sessionStarts = Recorder<Int>()

    init(_ branch: Branch, _ emulator: EmulatorProcess, sheet: String? = nil) async throws {
        scratch = try ScratchDirectory()
        self.branch = branch
        self.emulator = emulator
        before = try await emulator.state(of: branch)
        try scratch.write(sheet ?? branch.sheet, to: "numbers.csv")
    }

    var runFile: String { scratch.path("numbers.patchbay") }
    var resultsPath: String { scratch.path("numbers.results.csv") }

    /// Several small batches at a time, as fast as the emulator answers.
    static let pace = ["--rate", "1000", "--batch-size", "2", "--concurrency", "3"]

    var apply: [String] {
        let connection = ["--agent", "\(branch.home)", "--base-url", emulator.baseURL, "--resolve", "inventory"]
        return ["apply", "numbers.csv", "--yes"] + connection + Self.pace
    }

    var resume: [String] { ["resume", "numbers.patchbay", "--yes"] + Self.pace }

    func start(
        _ arguments: [String], environment: [String: String] = [:], input: Stream = .null, output: Stream = .pipe,
        errors: Stream = .pipe
    ) throws -> RunningProcess {
        sessionStarts.append(try emulator.log.entries(of: branch).count)
        return try spawn(arguments, environment, input, output, errors).start()
    }

    func run(
        _ arguments: [String], environment: [String: String] = [:], input: Stream = .null, output: Stream = .pipe,
        errors: Stream = .pipe
    ) async throws -> Ending {
        try await start(arguments, environment: environment, input: input, output: output, errors: errors).ending()
    }

    /// Runs a shell script in the directory, in which `"$0"` is the program and `"$@"` its arguments.
    func shell(_ script: String, _ arguments: [String]) async throws -> Ending {
        var spawn = spawn(["-c", script, Binary.url.path] + arguments, [:], .null, .pipe, .pipe)
        spawn.program = "/bin/sh"
        return try await spawn.start().ending()
    }

    private func spawn(
        _ arguments: [String], _ environment: [String: String], _ input: Stream, _ output: Stream, _ errors: Stream
    ) -> Spawn {
        Spawn(
            arguments: arguments,
            environment: ["POLYAI_API_KEY": EmulatorProcess.key].merging(environment) { _, own in own },
            directory: scratch.path, input: input, output: output, errors: errors)
    }
}

