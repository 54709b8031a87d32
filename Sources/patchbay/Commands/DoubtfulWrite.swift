import AgentsClient

extension AgentsClient {
    /// Makes one write. When its answer leaves open whether it was made, looks before it is made again.
    ///
    /// - Parameter look: says what came of the write: its result, or nil when it was not made. Throws when somebody
    ///   else has changed the same thing since, so that it must not be made again.
    func certainly<Value>(
        _ write: () async throws -> Value, look: () async throws -> Value?
    ) async throws -> Value {
        var attempt = 1
        while true {
            let doubt: ClientFailure
            do {
                return try await write()
            } catch let failure as ClientFailure where failure.mayHaveBeenApplied && failure.kind != .interrupted {
                doubt = failure
            } catch let failure as ClientFailure where attempt > 1 && failure.kind.isAboutRequest {
                // The request before may have arrived late, so that this one is refused for it.
                if let value = try await looked(look, after: failure) { return value }
                throw failure
            }
            let mayGoOn = try await pauses(after: doubt, attempt: attempt)
            if let value = try await looked(look, after: doubt) { return value }
            guard mayGoOn else { throw doubt }
            attempt += 1
        }
    }

    /// Whether the write may be made once more.
    private func pauses(after doubt: ClientFailure, attempt: Int) async throws -> Bool {
        do {
            try await pause(after: doubt, attempt: attempt)
            return true
        } catch {
            if error.kind == .interrupted { throw error }
            return false
        }
    }

    private func looked<Value>(_ look: () async throws -> Value?, after doubt: ClientFailure) async throws -> Value? {
        do {
            return try await look()
        } catch let failure as ClientFailure {
            throw CommandProblem(
                message: """
                    \(doubt.message) It may have been done all the same, and looking failed too. \(failure.message) \
                    Look again before you repeat the command.
                    """, status: .incomplete)
        }
    }
}
