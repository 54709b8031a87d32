package import Logging

/// What the emulator serves, where, and how it behaves.
package struct EmulatorConfiguration: Sendable {
    package var seed = EmulatorSeed.empty
    /// The first one is the one to hand out.
    package var keys = [AccessKey.standard]
    /// The file that keeps the state, which a second start goes on with; `nil` keeps it in memory.
    package var database: String?
    /// Loopback, so that nobody else is served unless they are meant to be.
    package var host = "127.0.0.1"
    /// 0 takes a port that is free.
    package var port = 0
    package var rateLimit: RateLimit?
    package var latency: LatencyRange?
    /// Draws the latencies.
    package var randomSeed: UInt64 = 0
    /// The most elements that a request may list; above it the answer is 413.
    package var maxBatch: Int?
    /// Bytes; above it the answer is 413.
    package var maxBodyBytes = 8 * 1024 * 1024
    package var voices = VoiceProbe.google
    package var clock = EmulatorClock.continuous
    package var requestLog: RequestLog?
    /// Stand around the operations, after the checks of key, rate and latency: the place for faults.
    package var interceptors: [any Interceptor] = []
    /// Silent unless given.
    package var logger = Logger(label: "patchbay.emulator") { _ in SwiftLogNoOpLogHandler() }

    package init() {}
}
