import AgentsClient
import Emulator
import Foundation
import Logging
import Migration

/// Reaches the API, or an emulator of it, as the options say.
struct Connection {
    let destination: Destination
    /// The longest pause that is made because the API asks for it.
    var longestPause: Duration = .seconds(600)
    /// Of all requests that are made.
    let pacer: Pacer<ContinuousClock>
    private let options: ConnectionOptions
    let world: World

    /// Throws `CommandProblem`, `SheetProblem` or `SeedProblem` when the options lead nowhere.
    ///
    /// - Parameter isResumed: whether a run is gone on with, of which a rehearsal has kept the emulator's state.
    init(_ options: ConnectionOptions, _ world: World, isResumed: Bool = false) throws {
        self.options = options
        pacer = Pacer(options.rate.rate)
        self.world = world
        destination = try Destination(options, world, isResumed: isResumed)
    }

    /// Runs `body` with a client that cannot write; it is closed afterwards.
    func withReader<Value: Sendable>(
        observer: @escaping TransportObserver = { _ in },
        _ body: @escaping @Sendable (AgentsReader) async throws -> Value
    ) async throws -> Value {
        try await withClient(observer: observer) { client in try await body(client.reader) }
    }

    /// Runs `body` with a client that is closed afterwards.
    ///
    /// - Parameter state: what keeps the embedded emulator's state; nil keeps it in memory for the time of `body`.
    func withClient<Value: Sendable>(
        rehearsal state: RehearsalState? = nil, observer: @escaping TransportObserver = { _ in },
        _ body: @escaping @Sendable (AgentsClient) async throws -> Value
    ) async throws -> Value {
        switch destination {
        case .api(let baseURL, let key):
            return try await connect(baseURL, key, observer, body)
        case .emulator(let seed, _):
            var configuration = EmulatorConfiguration()
            configuration.database = state?.path
            if state?.isKept != true { configuration.seed = seed }
            // The emulator is outside of what a signal ends, so that it serves until the last request is answered.
            return try await withEmulator(configuration) { running in
                try await connect(try BaseURL(running.baseURL), try APIKey(running.key), observer, body)
            }
        }
    }

    /// How many requests may be under way at the moment.
    var concurrency: @Sendable () -> Int {
        { [pacer, given = options.concurrency.given] in given ?? pacer.width(most: ConcurrencyOption.most) }
    }

    var pace: @Sendable () -> PaceReport { { [pacer] in pacer.report } }

    private func connect<Value: Sendable>(
        _ baseURL: BaseURL, _ key: APIKey, _ observer: @escaping TransportObserver,
        _ body: @escaping @Sendable (AgentsClient) async throws -> Value
    ) async throws -> Value {
        var configuration = HTTPConfiguration(baseURL: baseURL, key: key, version: Version.text)
        configuration.connectTimeout = .seconds(options.connectTimeout.value)
        configuration.requestTimeout = .seconds(options.requestTimeout.value)
        do {
            configuration.proxy = try ProxyAddress.of(baseURL, environment: world.environment)
        } catch {
            throw CommandProblem(message: error.description)
        }
        configuration.connectionLimit = options.concurrency.given ?? ConcurrencyOption.most
        var retry = RetryPolicy()
        // What it would wait for by itself is no outage.
        retry.longestRetryAfter = max(longestPause, retry.cap)
        return try await withAgentsClient(
            configuration, pacer: pacer, retry: retry, logger: logger, observer: observer
        ) { client in
            try await endingOnSignals(world) { try await body(client) }
        }
    }

    private var logger: Logger {
        guard let level = options.logLevel else { return Logger(label: "patchbay") { _ in SwiftLogNoOpLogHandler() } }
        let world = world
        var logger = Logger(label: "patchbay") { _ in ConsoleLogHandler(world) }
        logger.logLevel = level == .trace ? .trace : .debug
        return logger
    }
}
