import AgentsClient
import TestSupport

/// A session is killed at one of its requests.
struct Doom: Hashable, Sendable {
    var operation: APIOperation
    /// Which request of the operation it is, from 1.
    var call: Int
    /// Whether its answer has come by then, of which the session makes nothing any more.
    var isAfterAnswer: Bool
}

/// Kills a session at a request.
struct DoomedTransport: Transport {
    private let base: any Transport
    private let doom: Doom?
    private let killer: Killer
    private let calls = Turn()

    init(_ base: any Transport, _ doom: Doom?, _ killer: Killer) {
        self.base = base
        self.doom = doom
        self.killer = killer
    }

    func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        guard let doom, request.operation == doom.operation, calls.next() + 1 == doom.call else {
            return try await base.send(request)
        }
        if doom.isAfterAnswer { _ = try? await base.send(request) }
        killer.kill()
        throw ClientFailure(.interrupted, of: request.operation)
    }
}
