import AgentsAPI
import Emulator
import Foundation
import Telephony
import TestSupport
import Testing

/// `patchbay emulator` as a process of its own, with branches to run sheets on.
struct EmulatorProcess: Sendable {
    let process: RunningProcess
    let baseURL: String
    let log: EmulatorLog
    private let store: EmulatorStore
    private let scratch: ScratchDirectory

    /// One for each session of a run, so that the log tells their requests apart.
    static let keys = (1...60).map { "emulator-key-\($0)" }

    /// All that a branch has.
    func state(of branch: Branch) async throws -> EmulatorState {
        let all = try await store.snapshot()
        return EmulatorState(
            connectors: all.connectors.filter { branch.agents.contains($0.projectId) },
            phoneNumbers: all.phoneNumbers.filter { branch.agents.contains($0.projectId) })
    }
}

/// Runs `body` beside an emulator of so many branches, which is ended afterwards. At most two of these run at a time.
func withEmulatorProcess<Value>(
    branches: Int = 4, _ options: [String] = [], _ body: (EmulatorProcess) async throws -> Value
) async throws -> Value {
    try await Slots.processes.occupying { try await EmulatorProcess.serving(branches: branches, options, body) }
}

extension EmulatorProcess {
    /// Without waiting until others have ended.
    static func serving<Value>(
        branches: Int, _ options: [String] = [], _ body: (EmulatorProcess) async throws -> Value
    ) async throws -> Value {
        let scratch = try ScratchDirectory()
        let seed = try scratch.write(Branch.inventory(branches), to: "seed.csv")
        let log = try LogPipe(path: scratch.path("log"))
        let places = ["--seed", seed, "--database", scratch.path("state"), "--request-log", log.path]
        let arguments = ["emulator", "--port", "0"] + keys.flatMap { ["--key", $0] } + places + options
        let process = try Spawn(arguments: arguments, directory: scratch.path).start()
        defer { process.signal(SIGKILL) }
        let line = await withTaskCancellationHandler {
            await process.output.first { $0.hasPrefix("Base URL") }
        } onCancel: {
            process.signal(SIGKILL)
        }
        log.closeOwnEnd()
        let baseURL = try #require(line?.split(separator: " ").last, "the emulator did not start")
        let emulator = EmulatorProcess(
            process: process, baseURL: String(baseURL), log: EmulatorLog(log),
            store: try EmulatorStore(path: scratch.path("state")), scratch: scratch)
        return try await body(emulator)
    }
}
