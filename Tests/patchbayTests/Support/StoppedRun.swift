import Emulator
import Testing

@testable import patchbay

/// A run whose key the API takes away while the plan is looked at.
func withStoppedRun(_ body: (Bench, RunningEmulator) async throws -> Void) async throws {
    try await withHotel { configuration in
        configuration.keys = [AccessKey("emulator-key"), AccessKey("short-lived")]
    } _: { bench, emulator in
        let sheet = try bench.write("sheet.csv", Hotel.rollout)
        var first = bench
        first.environment["POLYAI_API_KEY"] = "short-lived"
        let revocation = Revocation(store: emulator.store)
        first.answers = ["y"]
        first.beforeAnswer = revocation.revoke
        let stopped = await first.patchbay(["apply", sheet] + bench.options(emulator) + Hotel.slowly)
        #expect(stopped.status == .stopped)
        #expect(stopped.output.hasPrefix("Stopped. Could not "))
        try await body(bench, emulator)
    }
}

/// Takes the key away while the person reads the plan.
private struct Revocation: Sendable {
    let store: EmulatorStore

    @Sendable func revoke() async { try? await store.revoke(keyValue: "short-lived") }
}
