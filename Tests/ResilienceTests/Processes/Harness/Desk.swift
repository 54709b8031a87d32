import Emulator
import Foundation
import Telephony
import TestSupport

/// A directory with the sheet of one branch, and the command lines that are typed there.
struct Desk: Sendable {
    private(set) var scratch: ScratchDirectory
    let branch: Branch
    let emulator: EmulatorProcess
    /// What the branch was before the run.
    private(set) var before: EmulatorState
    /// How many requests there had been when the run began.
    private(set) var firstRequest = 0
    /// Those of the run.
    private var sessions = Counter()

    init(_ branch: Branch, _ emulator: EmulatorProcess, sheet: String? = nil) async throws {
        scratch = try ScratchDirectory()
        self.branch = branch
        self.emulator = emulator
        before = try await emulator.state(of: branch)
        try scratch.write(sheet ?? branch.sheet, to: "numbers.csv")
    }

    /// From here on the desk is about the sheet's next run, of which the finished one is no part.
    mutating func beginNextRun() async throws {
        before = try await emulator.state(of: branch)
        firstRequest = try await emulator.log.entries(of: branch).count
        sessions = Counter()
    }

    /// Carries the run file, and nothing else, to another directory; the old one and the sheet are gone.
    ///
    /// After a kill its last steps are in SQLite's log, so that it is looked at first, which makes it whole.
    mutating func moveElsewhere() async throws {
        let looked = try await run(["status", "numbers.patchbay"])
        let elsewhere = try ScratchDirectory()
        if looked.end == .exit(0) {
            try FileManager.default.copyItem(atPath: runFile, toPath: elsewhere.path("numbers.patchbay"))
        }
        scratch = elsewhere
    }

    var runFile: String { scratch.path("numbers.patchbay") }
    var resultsPath: String { scratch.path("numbers.results.csv") }

    /// Several small batches at a time, as fast as the emulator answers, and patient: the machine is busy.
    var pace: [String] {
        ["--rate", rate, "--batch-size", batchSize, "--concurrency", "3", "--connect-timeout", "600"]
            + ["--request-timeout", "600"]
    }

    /// Requests a second, or `auto`.
    var rate = "1000"
    var batchSize = "2"

    var apply: [String] {
        let connection = ["--agent", "\(branch.home)", "--base-url", emulator.baseURL, "--resolve", "inventory"]
        return ["apply", "numbers.csv", "--yes"] + connection + pace
    }

    var resume: [String] { ["resume", "numbers.patchbay", "--yes"] + pace }

    func start(
        _ arguments: [String], environment: [String: String] = [:], input: Stream = .null, output: Stream = .pipe,
        errors: Stream = .pipe
    ) throws -> RunningProcess {
        try start(Spawn(arguments: arguments, environment: environment, input: input, output: output, errors: errors))
    }

    func run(
        _ arguments: [String], environment: [String: String] = [:], input: Stream = .null, output: Stream = .pipe,
        errors: Stream = .pipe
    ) async throws -> Ending {
        try await start(arguments, environment: environment, input: input, output: output, errors: errors).ending()
    }

    /// Runs the program by another, such as one that changes the user.
    func run(_ arguments: [String], by others: [String]) async throws -> Ending {
        try await start(Spawn(Binary.url.path, arguments, by: others)).ending()
    }

    /// Runs a shell script in the directory, in which `"$0"` is the program and `"$@"` its arguments.
    func shell(
        _ script: String, _ arguments: [String], shell: String = "/bin/sh", by others: [String] = []
    ) async throws -> Ending {
        try await start(Spawn(shell, ["-c", script, Binary.url.path] + arguments, by: others)).ending()
    }

    private func start(_ spawn: Spawn) throws -> RunningProcess {
        let session = sessions.next() - 1
        guard EmulatorProcess.keys.indices.contains(session) else { throw OutOfKeys() }
        var spawn = spawn
        spawn.directory = scratch.path
        spawn.environment["POLYAI_API_KEY"] = EmulatorProcess.keys[session]
        return try spawn.start()
    }
}

/// A run had more sessions than the emulator has keys.
struct OutOfKeys: Error {}
