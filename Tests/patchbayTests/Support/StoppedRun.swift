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

extension Bench {
    /// Leaves an unfinished rehearsal, whose first row is refused. Returns the sheet's path.
    func stoppedRehearsal() async throws -> String {
        let rows = [(3, "en-GB-Neural2-Z"), (4, "en-GB-Neural2-A")].map { "\(Hotel.phone($0)),\($1)\n" }
        let sheet = try write("sheet.csv", "Phone,Voice\n" + rows.joined())
        let rehearsed = await patchbay(
            ["apply", sheet, "--yes", "--max-failures", "0", "--batch-size", "1", "--concurrency", "1"]
                + (try rehearsal()))
        #expect(rehearsed.status == .stopped)
        return sheet
    }
}
