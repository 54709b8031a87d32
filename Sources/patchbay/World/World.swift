import AgentsClient
import ForeignText
import Foundation
import Migration
import UnixSignals

/// All that the program takes from the process it runs in, so that tests can give it another.
struct World: Sendable {
    var console: Console
    var environment: [String: String]
    /// Where the person is; paths below it are shown without it.
    var directory: String
    var now: @Sendable () -> Date
    /// What waiting is measured by.
    var clock: any Clock<Duration>
    /// Returns after a second.
    var everySecond: @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(1)) }
    /// The signals that ask a run to end; infinite.
    var signals: @Sendable () async -> AsyncStream<UnixSignal>
    /// What happens at each crash point of a run.
    var reach: CrashHook = { _ in }

    init(
        console: Console, environment: [String: String] = [:],
        directory: String = FileManager.default.currentDirectoryPath,
        now: @escaping @Sendable () -> Date = { Date() }, clock: any Clock<Duration> = ContinuousClock(),
        signals: @escaping @Sendable () async -> AsyncStream<UnixSignal> = { AsyncStream { _ in } }
    ) {
        self.console = console
        self.environment = environment
        self.directory = directory
        self.now = now
        self.clock = clock
        self.signals = signals
    }

    /// The real one.
    static func process() -> World {
        let environment = ProcessInfo.processInfo.environment
        return World(console: .process(environment), environment: environment, signals: endingSignals)
    }

    /// A path as it is shown to the person: short, and harmless whatever the name of the file.
    func shown(_ path: String) -> String { HarmlessText.whole(short(path)) }

    /// A path as the person can type it into a shell, as an argument that is no option.
    func typed(_ path: String) -> String {
        short(path).typedAsArgument
    }

    private func short(_ path: String) -> String {
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }

    /// The same of a path that may be `-`.
    func shown(sheet: String) -> String { sheet == "-" ? "standard input" : HarmlessText.whole(sheet) }

    private static func endingSignals() async -> AsyncStream<UnixSignal> {
        let trapped = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        return AsyncStream { continuation in
            let relay = Task {
                for await signal in trapped { continuation.yield(signal) }
            }
            continuation.onTermination = { _ in relay.cancel() }
        }
    }
}
