import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Runs `body` so that a signal ends it in good order: nothing new is begun and what is on the wire is finished, for at
/// most ten seconds; then, or at a second signal, it is cancelled.
func endingOnSignals<Value: Sendable>(
    _ world: World, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let work = Work(body)
    var configuration = ServiceGroupConfiguration(
        services: [
            .init(
                service: work, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup)
        ],
        logger: Logger(label: "patchbay.shutdown") { _ in SwiftLogNoOpLogHandler() })
    configuration.maximumGracefulShutdownDuration = .seconds(10)
    let group = ServiceGroup(configuration: configuration)
    async let listening: Void = listen(world, group, work)
    // What it throws is the group's own view of its end; the work's result says what happened.
    try? await group.run()
    work.finish()
    await listening
    return try work.value()
}

private func listen<Value>(_ world: World, _ group: ServiceGroup, _ work: Work<Value>) async {
    let signals = await world.signals()
    await withTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            await withDiscardingTaskGroup { messages in
                var isEnding = false
                for await signal in signals {
                    if isEnding { return work.cancel() }
                    isEnding = true
                    await group.triggerGracefulShutdown()
                    // Last and apart: writing blocks when nobody reads, which is no reason not to stop.
                    messages.addTask { world.console.say(message(for: signal)) }
                }
            }
        }
        await work.finished()
        tasks.cancelAll()
    }
}

private func message(for signal: UnixSignal) -> String {
    signal == .sigint
        ? "Stopping when what is on the wire is finished; Ctrl-C again stops at once."
        : "Stopping (\(signal)) when what is on the wire is finished; another signal stops at once."
}

/// One closure as a service that keeps its result and can be cancelled alone.
private final class Work<Value: Sendable>: Service {
    private let body: @Sendable () async throws -> Value
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let (cancellations, cancellation) = AsyncStream.makeStream(of: Void.self)
    private let (ends, end) = AsyncStream.makeStream(of: Void.self)

    init(_ body: @escaping @Sendable () async throws -> Value) { self.body = body }

    func cancel() { cancellation.finish() }

    func finish() { end.finish() }

    func finished() async {
        for await _ in ends {}
    }

    func run() async throws {
        await withTaskGroup(of: Result<Value, any Error>?.self) { tasks in
            tasks.addTask {
                do { return .success(try await self.body()) } catch { return .failure(error) }
            }
            tasks.addTask {
                for await _ in self.cancellations {}
                return nil
            }
            while let finished = await tasks.next() {
                if let finished { self.result.withLock { $0 = finished } }
                tasks.cancelAll()
            }
        }
    }

    func value() throws -> Value {
        guard let result = result.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }
}
