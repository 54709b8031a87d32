/// The clock that rate limit and latency go by: any clock of durations, so that tests bring their own.
package struct EmulatorClock: Sendable {
    private let now: @Sendable () -> Duration
    private let wait: @Sendable (Duration) async throws -> Void

    package init<C: Clock>(_ clock: C) where C.Duration == Duration {
        let start = clock.now
        now = { start.duration(to: clock.now) }
        wait = { try await clock.sleep(for: $0) }
    }

    package static var continuous: Self { Self(ContinuousClock()) }

    /// Since the clock was taken up.
    var elapsed: Duration { now() }

    func sleep(for duration: Duration) async throws { try await wait(duration) }
}
