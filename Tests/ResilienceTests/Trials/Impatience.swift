import Emulator
import Synchronization
import TestSupport

/// Lets an answer come too late without anybody waiting for it: the emulator's delay ends when the client, whose patience
/// goes by a clock of its own, has lost it.
///
/// Only for one request at a time, as the client's time passes for all of them.
final class Impatience: Clock, Sendable {
    /// What the client's patience goes by.
    let client = ManualClock()
    private let delays = Mutex(0)
    private let ends = Gauge()

    var now: ManualClock.Instant { client.now }

    var minimumResolution: Duration { client.minimumResolution }

    func sleep(until deadline: ManualClock.Instant, tolerance: Duration?) async throws {
        delays.withLock { $0 += 1 }
        await client.waitForSleepers()
        client.advance(by: client.now.duration(to: deadline))
    }

    /// Takes note of the log, where a delayed request stands once it has come to its end.
    func note(_ entry: RequestLog.Entry) {
        if entry.fault?.hasPrefix("delay") == true { ends.set(ends.value + 1) }
    }

    /// Returns when every request that was delayed has come to its end.
    func waitForDelayed() async { await ends.wait(for: delays.withLock { $0 }) }
}
