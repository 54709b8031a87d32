extension Clock<Duration> {
    /// The operation's result, or `nil` when it took longer than `limit`; it is then cancelled and waited for.
    ///
    /// A caller that is cancelled gets the operation's own answer to that.
    func firstResult<Value: Sendable>(
        within limit: Duration, of operation: @escaping @Sendable () async -> Value
    ) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await operation() }
            group.addTask {
                try? await self.sleep(for: limit)
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
