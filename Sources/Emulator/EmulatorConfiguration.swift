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
    package var rateLimitHeaders = RateLimitHeaders.retryAfter
    package var latency: LatencyRange?
    /// Draws the latencies.
    package var randomSeed: UInt64 = 0
    /// The most elements that a request may list; above it the answer is 413.
    package var maxBatch: Int?
    /// Bytes; above it the answer is 413.
    package var maxBodyBytes = 8 * 1024 * 1024
    /// Of the request's line and headers together; above it the answer is 400 and the connection is closed.
    package var maxHeaderBytes = 32 * 1024
    /// Above it a new connection is closed as soon as it is made.
    package var maxConnections = 512
    /// The time that a client has to deliver a whole request, from the opening of the connection or the last answer on,
    /// and to take an answer in; then the connection is closed. Longer than clients keep idle connections for later
    /// use.
    package var clientPatience = Duration.seconds(120)
    package var voices = VoiceProbe.google
    package var clock = EmulatorClock.continuous
    package var requestLog: RequestLog?
    /// A file that the request log is added to, a JSON object a line, for other processes to read.
    package var requestLogFile: String?
    /// What goes wrong, after the checks of key, rate and latency.
    package var faults = FaultScript.none
    /// Stand around the operations, after the checks of key, rate and latency, and after the faults.
    package var interceptors: [any Interceptor] = []
    /// Silent unless given.
    package var logger = Logger(label: "patchbay.emulator") { _ in SwiftLogNoOpLogHandler() }

    package init() {}
}
