import ServiceLifecycle

/// Waits, but throws `CancellationError` at once when the task is cancelled or graceful shutdown begins or has begun.
///
/// For waits only: a request on the wire is to be finished although shutdown has begun.
package func untilShutdown<Value: Sendable>(_ wait: @escaping @Sendable () async throws -> Value) async throws -> Value
{
    guard !Task.isShuttingDownGracefully else { throw CancellationError() }
    return try await cancelWhenGracefulShutdown(wait)
}
