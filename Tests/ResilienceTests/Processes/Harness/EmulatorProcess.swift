import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Logging
import Telephony
import TestSupport
import Testing

/// `patchbay emulator` as a process of its own, with branches to run sheets on.
struct EmulatorProcess: Sendable {
    let process: RunningProcess
    let baseURL: String
    let log: EmulatorLog
    fileprivate let scratch: ScratchDirectory

    static let key = "emulator-key"

    /// All that a branch has, with the branch's number taken out.
    func state(of branch: Branch) async throws -> [String] {
        let http = HTTPConfiguration(baseURL: try BaseURL(baseURL), key: try APIKey(Self.key), version: "test")
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try await withAgentsClient(http, rate: try #require(RequestRate(perSecond: 1_000)), logger: quiet) {
            var state: [String] = []
            for agent in [branch.home, branch.away] {
                state += try await $0.reader.connectors(of: agent).map { "\($0)" }
                state += try await $0.reader.phoneNumbers(of: agent).map { "\($0)" }
            }
            return state.map(branch.anonymous).sorted()
        }
    }
}

/// Runs `body` beside an emulator of so many branches, which is ended afterwards. At most two of these run at a time.
func withEmulatorProcess<Value>(
    branches: Int = 4, _ options: [String] = [], _ body: (EmulatorProcess) async throws -> Value
) async throws -> Value {
    try await Slots.processes.occupying {
        let scratch = try ScratchDirectory()
        let seed = try scratch.write(Branch.inventory(branches), to: "seed.csv")
        let log = try LogPipe(path: scratch.path("log"))
        let process = try Spawn(
            arguments: [
                "emulator", "--port", "0", "--seed", seed, "--database", scratch.path("state"), "--key",
                EmulatorProcess.key, "--request-log", log.path,
            ] + options, directory: scratch.path
        ).start()
        defer { process.signal(SIGKILL) }
        let line = await process.output.first { $0.hasPrefix("Base URL") }
        log.closeOwnEnd()
        let baseURL = try #require(line?.split(separator: " ").last, "the emulator did not start")
        let emulator = EmulatorProcess(
            process: process, baseURL: String(baseURL), log: EmulatorLog(log.feed), scratch: scratch)
        let value = try await body(emulator)
        process.signal(SIGKILL)
        _ = await process.ending()
        return value
    }
}
