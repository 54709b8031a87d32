/// An emulator that serves while the scope that holds it lasts.
package struct RunningEmulator: Sendable {
    package let address: EmulatorAddress
    package let store: EmulatorStore
    /// What goes wrong from now on; a test that replaces it repairs the API, or breaks it.
    package let faults: FaultInjector
    fileprivate let power: PowerSwitch

    package var baseURL: String { address.baseURL }
    package var key: String { address.key }

    /// Stops serving: every connection is closed and new ones are refused. The state stays.
    package func stop() async { await power.off() }

    /// Serves again, on the same port and with the same state.
    package func start() async throws { _ = try await power.on(port: address.port) }
}

/// Runs `body` beside an emulator, which is stopped when `body` ends.
package func withEmulator<Value>(
    _ configuration: EmulatorConfiguration = EmulatorConfiguration(), _ body: (RunningEmulator) async throws -> Value
) async throws -> Value {
    let emulator = try await Emulator(configuration)
    let power = PowerSwitch()
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await power.serve(emulator) }
        defer { group.cancelAll() }
        guard let address = try await power.on() else { throw EmulatorProblem.stoppedBeforeReady }
        return try await body(
            RunningEmulator(address: address, store: emulator.store, faults: emulator.faults, power: power))
    }
}
