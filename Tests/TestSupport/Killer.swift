package import AgentsClient
import Foundation
import Synchronization

/// Ends a run at one of its steps the way `kill -9` does: the run file is kept as it is at that instant, and from then
/// on nothing of the run reaches the API.
///
/// A step is a request about to leave, an answer that has come, or an event, which comes after what it tells was
/// recorded.
package final class Killer: Sendable {
    private let runFile: String
    /// Where the run file of the killed run is put.
    package let remains: String
    private let fatalStep: Int
    private let state = Mutex((steps: 0, isDead: false))

    package init(runFile: String, remains: String, fatalStep: Int) {
        self.runFile = runFile
        self.remains = remains
        self.fatalStep = fatalStep
    }

    package var steps: Int { state.withLock { $0.steps } }
    package var hasKilled: Bool { state.withLock { $0.isDead } }

    /// Takes a step; returns whether the run is still alive after it.
    @discardableResult
    package func step() -> Bool {
        state.withLock { state in
            guard !state.isDead else { return false }
            state.steps += 1
            guard state.steps == fatalStep else { return true }
            state.isDead = true
            keepRemains()
            return false
        }
    }

    /// Ends the run now.
    package func kill() {
        state.withLock { state in
            if !state.isDead { keepRemains() }
            state.isDead = true
        }
    }

    /// What SQLite needs to open the run file after a crash: the database and its write-ahead log.
    private func keepRemains() {
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: runFile + suffix) {
            try? FileManager.default.copyItem(atPath: runFile + suffix, toPath: remains + suffix)
        }
    }
}

/// A transport of a run that can be killed before a request leaves and after its answer came.
package struct MortalTransport: Transport {
    private let base: any Transport
    private let killer: Killer

    package init(_ base: any Transport, killer: Killer) {
        self.base = base
        self.killer = killer
    }

    package func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        guard killer.step() else { throw ClientFailure(.interrupted, of: request.operation) }
        let response: Result<APIResponse, ClientFailure>
        do throws(ClientFailure) { response = .success(try await base.send(request)) } catch {
            response = .failure(error)
        }
        guard killer.step() else { throw ClientFailure(.interrupted, of: request.operation) }
        return try response.get()
    }
}
