import Synchronization

/// A number that a test can wait for to rise.
package final class Gauge: Sendable {
    private struct Watcher {
        var threshold: Int
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var value = 0
        var watchers: [Watcher] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var value: Int { state.withLock { $0.value } }

    package func set(_ value: Int) { change { $0 = value } }

    package func raise() { change { $0 += 1 } }

    private func change(_ change: (inout Int) -> Void) {
        let reached = state.withLock { state in
            change(&state.value)
            let value = state.value
            let reached = state.watchers.filter { $0.threshold <= value }
            state.watchers.removeAll { $0.threshold <= value }
            return reached
        }
        for watcher in reached { watcher.continuation.resume() }
    }

    /// Returns when the value is at least `threshold`.
    package func wait(for threshold: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.value >= threshold { return true }
                state.watchers.append(Watcher(threshold: threshold, continuation: continuation))
                return false
            }
            if isReached { continuation.resume() }
        }
    }
}
