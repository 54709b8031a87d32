import ServiceLifecycle

/// Waits, but throws `CancellationError` at once when the task is cancelled or graceful shutdown begins or has begun.
///
/// For waits only: a request on the wire is to be finished although shutdown has begun.
package func untilShutdown(_ wait: @escaping @Sendable () async throws -> Void) async throws {
    guard !Task.isShuttingDownGracefully else { throw CancellationError() }
    try await cancelWhenGracefulShutdown(wait)
}
