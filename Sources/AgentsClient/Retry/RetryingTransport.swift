package import Foundation

/// Sends a request again while that can help.
///
/// Connection errors, timeouts, 408, 429, 500, 502, 503 and 504 are tried again, other refusals never; and a request
/// that writes never when it may have been carried out, as somebody else may have changed the same thing since. The
/// failure thrown at last speaks for all attempts. `Retry-After`, and every 429, holds back the pacer's whole run.
package struct RetryingTransport<C: Clock<Duration>>: Transport {
    private let base: any Transport
    private let policy: RetryPolicy
    private let pacer: Pacer<C>
    private let now: @Sendable () -> Date
    private let random: @Sendable () -> Double
    private let observer: TransportObserver

    /// `base` is paced by the same `pacer`; `random` answers evenly in `0..<1`; `now` reads dates in `Retry-After`.
    package init(
        _ base: any Transport, policy: RetryPolicy = RetryPolicy(), pacer: Pacer<C>,
        now: @escaping @Sendable () -> Date = { Date() },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        observer: @escaping TransportObserver = { _ in }
    ) {
        self.base = base
        self.policy = policy
        self.pacer = pacer
        self.now = now
        self.random = random
        self.observer = observer
    }

    package func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        var request = request
        var earlier: ClientFailure?
        var refusals = 0
        while true {
            do throws(ClientFailure) {
                var response = try await base.send(request)
                response.attempts += earlier?.attempts ?? 0
                return response
            } catch {
                let failure = error.following(earlier)
                let isDoubtful = request.operation.isWriting && error.mayHaveBeenApplied
                refusals += error.kind.isRateLimit ? 1 : 0
                let isWorthIt = policy.retries(error, after: request.attempt, refusals: refusals)
                guard !request.isSentOnce, !isDoubtful, isWorthIt else {
                    throw failure
                }
                try await wait(after: failure, attempt: request.attempt)
                earlier = failure
                request.attempt += 1
            }
        }
    }

    package func pause(after failure: ClientFailure, attempt: Int) async throws(ClientFailure) {
        guard policy.retries(failure, after: attempt) else { throw failure }
        try await wait(after: failure, attempt: attempt)
    }

    private func wait(after failure: ClientFailure, attempt: Int) async throws(ClientFailure) {
        let asked = failure.pauseAskedFor(now: now())
        if let asked, asked > policy.longestRetryAfter { throw failure.asking(forPause: asked) }
        if let asked { pacer.holdBack(for: asked) }
        if asked != nil || failure.kind.isRateLimit {
            // The next attempt waits in the pacer, behind those that came before it; how long, the pacer knows.
            let pause = asked ?? pacer.pause
            observer(.retrying(because: failure, after: pause))
            observer(.heldBack(for: pause, because: failure))
        } else {
            let pause = policy.pause(after: attempt, fraction: random())
            observer(.retrying(because: failure, after: pause))
            try await sleep(for: pause, after: failure)
        }
    }

    private func sleep(for pause: Duration, after failure: ClientFailure) async throws(ClientFailure) {
        let clock = pacer.clock
        do {
            try await untilShutdown { try await clock.sleep(for: pause) }
        } catch {
            throw ClientFailure.notSent(.interrupted, of: failure.operation).following(failure)
        }
    }
}
