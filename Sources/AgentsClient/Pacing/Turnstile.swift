import Synchronization

/// Lets one task at a time through, in the order of arrival. A task that is cancelled while it waits leaves the queue.
final class Turnstile: Sendable {
    private typealias Entry = CheckedContinuation<Void, any Error>

    private struct State {
        var isOccupied = false
        var queue: [(number: Int, entry: Entry)] = []
        var nextNumber = 0
    }

    private let state = Mutex(State())

    /// How many tasks are inside or queue.
    var count: Int { state.withLock { $0.queue.count + ($0.isOccupied ? 1 : 0) } }

    /// Throws `CancellationError` when the task is cancelled before its turn, and what `body` throws.
    func pass<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async throws {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { queue($0, number) }
        } onCancel: {
            withdraw(number)
        }
    }

    private func queue(_ entry: Entry, _ number: Int) {
        let answer: Result<Void, any Error>? = state.withLock { state in
            // Read under the lock: a cancellation after this finds the entry in the queue.
            if Task.isCancelled { return .failure(CancellationError()) }
            if state.isOccupied {
                state.queue.append((number, entry))
                return nil
            }
            state.isOccupied = true
            return .success(())
        }
        if let answer { entry.resume(with: answer) }
    }

    private func withdraw(_ number: Int) {
        let entry = state.withLock { state -> Entry? in
            guard let index = state.queue.firstIndex(where: { $0.number == number }) else { return nil }
            return state.queue.remove(at: index).entry
        }
        entry?.resume(throwing: CancellationError())
    }

    private func leave() {
        let next = state.withLock { state -> Entry? in
            guard !state.queue.isEmpty else {
                state.isOccupied = false
                return nil
            }
            return state.queue.removeFirst().entry
        }
        next?.resume()
    }
}
