import AgentsClient
import Emulator
import Synchronization
import TestSupport

/// Lets an answer come too late without anybody waiting for it: the emulator's delay ends when the client, whose
/// patience goes by a clock of its own, has lost it.
///
/// Only for one request at a time, as the client's time passes for all of them.
final class Impatience: Clock, Sendable {
    /// What the client's patience goes by.
    let client = ManualClock()
    private let delays = Mutex(0)
    private let ends = Gauge()
    /// Requests that the client is done with, however they ended.
    private let departures = Gauge()

    var now: ManualClock.Instant { client.now }

    var minimumResolution: Duration { client.minimumResolution }

    func sleep(until deadline: ManualClock.Instant, tolerance: Duration?) async throws {
        delays.withLock { $0 += 1 }
        let departed = departures.value
        await client.waitForSleepers()
        client.advance(by: client.now.duration(to: deadline))
        // Answered before the client had given up, the request would not be late.
        await departures.wait(for: departed + 1)
    }

    /// Takes note of a request whose caller has its answer, or has lost patience.
    fileprivate func depart() { departures.raise() }

    /// Takes note of the log, where a delayed request stands once it has come to its end.
    func note(_ entry: RequestLog.Entry) {
        if entry.fault?.hasPrefix("delay") == true { ends.raise() }
    }

    /// Returns when every request that was delayed has come to its end.
    func waitForDelayed() async { await ends.wait(for: delays.withLock { $0 }) }
}

/// Says when the client is done with a request.
struct WaitingTransport: Transport {
    private let base: any Transport
    private let impatience: Impatience

    init(_ base: any Transport, _ impatience: Impatience) {
        self.base = base
        self.impatience = impatience
    }

    func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        defer { impatience.depart() }
        return try await base.send(request)
    }
}
