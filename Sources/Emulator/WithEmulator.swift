/// An emulator that serves while the scope that holds it lasts.
package struct RunningEmulator: Sendable {
    package let address: EmulatorAddress
    package let store: EmulatorStore

    package var baseURL: String { address.baseURL }
    package var key: String { address.key }
}

/// Runs `body` beside an emulator, which is stopped when `body` ends.
package func withEmulator<Value>(
    _ configuration: EmulatorConfiguration = EmulatorConfiguration(), _ body: (RunningEmulator) async throws -> Value
) async throws -> Value {
    let emulator = try await Emulator(configuration)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        let (addresses, ready) = AsyncStream.makeStream(of: EmulatorAddress.self)
        group.addTask {
            defer { ready.finish() }
            try await emulator.run { ready.yield($0) }
        }
        defer { group.cancelAll() }
        guard let address = await addresses.first(where: { _ in true }) else {
            try await group.next()
            throw EmulatorProblem.stoppedBeforeReady
        }
        return try await body(RunningEmulator(address: address, store: emulator.store))
    }
}
