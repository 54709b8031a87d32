import AgentsClient
import Foundation
import Telephony

/// Waits for an API that does not answer, and asks now and then whether it does again.
struct Vigil: Sendable {
    static let firstPause: Duration = .seconds(5)
    static let longestPause: Duration = .seconds(60)
    let reader: AgentsReader
    let patience: Duration
    let clock: any Clock<Duration>
    let now: @Sendable () -> Date
    let observe: MigrationObserver

    /// Returns when the API has answered a question about what the change is about, which changes nothing.
    ///
    /// Throws `RunStop` when it did not in time or asks for a pause that would end later, when it refuses the key, and
    /// at once when the run is to end.
    func wait(for outage: Breaker.Outage, asking change: Change) async throws {
        var failure = outage.failure
        var pause = Self.firstPause
        var left = patience
        while left > .zero {
            let begin = now()
            let asked = failure.pauseAskedFor(now: begin) ?? .zero
            if asked > left { throw RunStop.api(failure.asking(forPause: asked)) }
            let wait = min(max(pause, asked), left)
            observe(.waiting(because: failure.message, for: wait))
            try await sleep(for: wait)
            guard let next = try await probe(change) else { return observe(.goingOn) }
            failure = next
            pause = min(pause * 2, Self.longestPause)
            // The probe took time too.
            left -= max(wait, .seconds(now().timeIntervalSince(begin)))
        }
        throw RunStop.silent(since: outage.since, failure)
    }

    private func sleep(for pause: Duration) async throws {
        do {
            let clock = clock
            try await untilShutdown { try await clock.sleep(for: pause) }
        } catch {
            throw RunStop.interrupted
        }
    }

    /// Nil when the API answers, whatever it says.
    private func probe(_ change: Change) async throws -> ClientFailure? {
        do {
            if change.kind == .settings {
                try await reader.probe(ConnectorID(rawValue: change.subject), of: change.agent)
            } else {
                try await reader.probe(number: change.subject, of: change.agent)
            }
        } catch {
            if error.stopsTheRun { throw RunStop(error) }
            if error.isTemporary { return error }
        }
        return nil
    }
}
