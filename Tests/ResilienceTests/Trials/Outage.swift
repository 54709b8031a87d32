import AgentsClient
import Emulator
import Synchronization
import TestSupport

/// The server is stopped in a session, and started again with its state.
struct Outage: Hashable, Sendable {
    var operation: APIOperation
    /// Which request of the operation meets it, from 1.
    var call = 1
    /// Whether that request comes to its end before the server stops.
    var isAfterAnswer = false
    /// How many requests find nothing there. Those of a session at most: it is up again for the next one.
    var requests: Int
}

/// Stops the emulator at a request, and starts it again when enough requests have found nothing there.
final class OutageTransport: Transport {
    private let base: any Transport
    private let outage: Outage?
    private let emulator: RunningEmulator
    private let stops: Gauge
    private let state = Mutex((calls: 0, missed: 0, isOff: false))

    /// - Parameter stops: counts how often the server was stopped.
    init(_ base: any Transport, _ outage: Outage?, _ emulator: RunningEmulator, _ stops: Gauge) {
        self.base = base
        self.outage = outage
        self.emulator = emulator
        self.stops = stops
    }

    func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        guard let outage, meets(outage, request) else { return try await missing(request) }
        guard outage.isAfterAnswer else {
            await stop()
            return try await missing(request)
        }
        let result: Result<APIResponse, ClientFailure>
        do throws(ClientFailure) { result = .success(try await base.send(request)) } catch { result = .failure(error) }
        await stop()
        return try result.get()
    }

    private func missing(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        do throws(ClientFailure) {
            return try await base.send(request)
        } catch {
            if isOver { try? await emulator.start() }
            throw error
        }
    }

    private func stop() async {
        await emulator.stop()
        stops.set(stops.value + 1)
        state.withLock { $0.isOff = true }
    }

    private func meets(_ outage: Outage, _ request: APIRequest) -> Bool {
        guard request.operation == outage.operation else { return false }
        return state.withLock { state in
            state.calls += 1
            return state.calls == outage.call
        }
    }

    /// Counts a request that failed, and says whether it was the last one to find nothing.
    private var isOver: Bool {
        state.withLock { state in
            guard state.isOff else { return false }
            state.missed += 1
            state.isOff = state.missed < outage?.requests ?? 0
            return !state.isOff
        }
    }
}
