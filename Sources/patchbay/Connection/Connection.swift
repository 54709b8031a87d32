import AgentsClient
import Emulator
import Foundation
import Logging
import Migration

/// Reaches the API, or an emulator of it, as the options say.
struct Connection {
    let options: ConnectionOptions
    let world: World

    /// What a run of these options belongs to.
    func target() throws -> RunTarget {
        if let inventory = options.emulator {
            return .emulator(inventoryPath: URL(fileURLWithPath: inventory).path)
        }
        return .api(baseURL: try baseURL().description)
    }

    /// Runs `body` with a client that is closed afterwards.
    ///
    /// - Parameter state: the file that keeps the embedded emulator's state; nil keeps it in memory for the time of `body`.
    func withClient<Value: Sendable>(
        emulatorState state: EmulatorState? = nil, observer: @escaping TransportObserver = { _ in },
        _ body: @escaping @Sendable (AgentsClient) async throws -> Value
    ) async throws -> Value {
        guard let inventory = options.emulator else {
            return try await connect(
                try baseURL(), try APIKeySource(options: options, world: world).key(), observer, body)
        }
        // The emulator is outside of what a signal ends, so that it serves until the last request is answered.
        return try await withEmulator(try Self.configuration(inventory, state)) { running in
            try await connect(try BaseURL(running.baseURL), try APIKey(running.key), observer, body)
        }
    }

    private func connect<Value: Sendable>(
        _ baseURL: BaseURL, _ key: APIKey, _ observer: @escaping TransportObserver,
        _ body: @escaping @Sendable (AgentsClient) async throws -> Value
    ) async throws -> Value {
        var configuration = HTTPConfiguration(baseURL: baseURL, key: key, version: Version.text)
        configuration.connectTimeout = .seconds(options.pacing.connectTimeout)
        configuration.requestTimeout = .seconds(options.pacing.requestTimeout)
        configuration.connectionLimit = max(8, options.pacing.concurrency)
        return try await withAgentsClient(
            configuration, rate: RequestRate(perSecond: options.pacing.rate) ?? .modest, logger: logger,
            observer: observer
        ) { client in
            try await endingOnSignals(world) { try await body(client) }
        }
    }

    private func baseURL() throws -> BaseURL {
        if let region = options.region { return .region(region) }
        guard let text = options.baseURL else {
            throw CommandProblem.usage(
                "Say where to go: --region us|eu|uk|studio|dev, --base-url or --emulator inventory.csv.")
        }
        do {
            return try BaseURL(text)
        } catch {
            throw CommandProblem.usage(error.message)
        }
    }

    private static func configuration(_ inventory: String, _ state: EmulatorState?) throws -> EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        configuration.database = state?.path
        if state?.isKept != true { configuration.seed = try InventoryFile(path: inventory).seed() }
        return configuration
    }

    private var logger: Logger {
        guard let level = options.logLevel else { return Logger(label: "patchbay") { _ in SwiftLogNoOpLogHandler() } }
        let errors = world.console.errors
        var logger = Logger(label: "patchbay") { _ in SinkLogHandler(sink: errors) }
        logger.logLevel = level == .trace ? .trace : .debug
        return logger
    }
}

/// Where the embedded emulator of a run keeps what the run has changed, so that the run can be killed and resumed.
struct EmulatorState {
    let path: String
    /// Whether the state of an earlier session is gone on with; otherwise the inventory seeds a new one.
    let isKept: Bool

    /// Beside the run file. Throws `CommandProblem` when a resumed run's state is gone.
    init(runFile: String, isResumed: Bool) throws {
        path = URL(fileURLWithPath: runFile).deletingPathExtension().path + ".emulator"
        isKept = isResumed
        let exists = FileManager.default.fileExists(atPath: path)
        if isResumed, !exists {
            throw CommandProblem(
                message: """
                    \(path): the state of this rehearsal's emulator is gone, so it cannot be resumed. \
                    Move \(runFile) away to start again.
                    """)
        }
        if !isResumed {
            for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
                try FileManager.default.removeItem(atPath: path + suffix)
            }
        }
    }
}
