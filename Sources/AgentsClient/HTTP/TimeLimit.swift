import Synchronization

/// What a time limit is measured from, and whether it is measured at all just now.
final class Progress: Sendable {
    private struct State {
        var steps = 0
        var isPaused = false
    }

    private let state = Mutex(State())

    /// Runs what takes its own time; waiting is measured anew afterwards.
    func pausing(_ body: () async throws -> Void) async rethrows {
        state.withLock { $0.isPaused = true }
        defer {
            state.withLock { state in
                state.isPaused = false
                state.steps += 1
            }
        }
        try await body()
    }

    /// Nil while nothing is measured.
    var steps: Int? { state.withLock { $0.isPaused ? nil : $0.steps } }
}

extension Clock<Duration> {
    /// The operation's result, or `nil` when it made no progress for `limit`; it is then cancelled and waited for.
    ///
    /// A caller that is cancelled gets the operation's own answer to that.
    func firstResult<Value: Sendable>(
        within limit: Duration, of progress: Progress, _ operation: @escaping @Sendable () async -> Value
    ) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await operation() }
            group.addTask {
                var steps = progress.steps
                while (try? await self.sleep(for: limit)) != nil {
                    let now = progress.steps
                    if now != nil, now == steps { return nil }
                    steps = now
                }
                return nil
            }
            defer { group.cancelAll() }
            while let first = await group.next() {
                if first != nil || !Task.isCancelled { return first }
            }
            return nil
        }
    }
}
