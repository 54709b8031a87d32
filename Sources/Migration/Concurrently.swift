/// Calls `body` for every element, at most `limit` at a time, and returns when all are done.
///
/// The first error cancels the rest and is thrown.
func concurrently<Element: Sendable>(
    _ elements: some Sequence<Element>, limit: @escaping @Sendable () -> Int,
    _ body: @escaping @Sendable (Element) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        var iterator = elements.makeIterator()
        var running = 0
        while let element = iterator.next() {
            while running >= max(1, limit()) {
                try await group.next()
                running -= 1
            }
            running += 1
            group.addTask { try await body(element) }
        }
        // The first that fails ends the others.
        while try await group.next() != nil {}
    }
}
