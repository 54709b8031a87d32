import Foundation
import Testing

/// `PATCHBAY_SCENARIOS=5000` plays more; `PATCHBAY_SCENARIO_SEED=7` plays those of another time; `PATCHBAY_SOAK_SECONDS=600`
/// plays for so long, however many they become.
@Suite("Random scenarios", .timeLimit(.minutes(10 + ScenarioTests.seconds / 60))) struct ScenarioTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let scenarios = environment["PATCHBAY_SCENARIOS"].flatMap(Int.init) ?? 500
    private static let seed = environment["PATCHBAY_SCENARIO_SEED"].flatMap(UInt64.init) ?? .random(in: 0..<1_000_000)
    fileprivate static let seconds = environment["PATCHBAY_SOAK_SECONDS"].flatMap(Int.init) ?? 0
    /// Scenarios that go on side by side.
    private static let lanes = 3

    @Test("leave the state and the account of it right, whatever sheet meets whatever faults")
    func play() async throws {
        let tally = ScenarioTally()
        let turn = Turn()
        let end = ContinuousClock.now + .seconds(Self.seconds)
        print("Random scenarios: PATCHBAY_SCENARIO_SEED=\(Self.seed)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.lanes {
                group.addTask {
                    while true {
                        let number = turn.next()
                        guard Self.seconds > 0 ? ContinuousClock.now < end : number < Self.scenarios else { return }
                        let seed = Self.seed &+ UInt64(number)
                        try await Scenario(seed: seed).hold(seed: seed, tally)
                    }
                }
            }
            try await group.waitForAll()
        }
        print("Random scenarios: \(tally.summary); PATCHBAY_SCENARIO_SEED=\(Self.seed)")
        #expect(tally.scenarios >= (Self.seconds > 0 ? 1 : Self.scenarios))
    }
}
