import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualClock: Clock, Sendable {
    package struct Instant: InstantProtocol {
        /// Since the clock was made.
        package var offset: Duration

        package init(offset: Duration) { self.offset = offset }

        package func advanced(by duration: Duration) -> Self { Self(offset: offset + duration) }

        package func duration(to other: Self) -> Duration { other.offset - offset }

        package static func < (left: Self, right: Self) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        var number: Int
        var deadline: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var nextNumber = 0
        var sleepers: [Sleeper] = []
    }

    private let state = Mutex(State())
    private let sleeperCount = Gauge()

    package init() {}

    package var now: Instant { state.withLock { $0.now } }

    package var minimumResolution: Duration { .nanoseconds(1) }

    /// How long each sleeping task still has to sleep, the shortest first.
    package var pendingSleeps: [Duration] {
        state.withLock { state in state.sleepers.map { state.now.duration(to: $0.deadline) }.sorted() }
    }

    /// Waits until at least so many tasks are asleep.
    package func waitForSleepers(_ count: Int = 1) async {
        await sleeperCount.wait(for: count)
    }

    /// Moves the time on and wakes, in the order of their deadlines, those who have slept long enough.
    package func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.deadline <= state.now }
            state.sleepers.removeAll { $0.deadline <= state.now }
            sleeperCount.set(state.sleepers.count)
            return due.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                lieDown(Sleeper(number: number, deadline: deadline, continuation: $0))
            }
        } onCancel: {
            cancelSleeper(number)
        }
    }

    private func lieDown(_ sleeper: Sleeper) {
        let answer: Result<Void, any Error>? = state.withLock { state in
            if Task.isCancelled { return .failure(CancellationError()) }
            if sleeper.deadline <= state.now { return .success(()) }
            state.sleepers.append(sleeper)
            sleeperCount.set(state.sleepers.count)
            return nil
        }
        if let answer { sleeper.continuation.resume(with: answer) }
    }

    private func cancelSleeper(_ number: Int) {
        let sleeper = state.withLock { state -> Sleeper? in
            guard let index = state.sleepers.firstIndex(where: { $0.number == number }) else { return nil }
            defer { sleeperCount.set(state.sleepers.count) }
            return state.sleepers.remove(at: index)
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }
}
