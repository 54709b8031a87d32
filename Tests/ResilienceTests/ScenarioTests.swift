import Foundation
import Testing

/// How many scenarios are played, and which.
private enum ScenarioCount {
    private static let environment = ProcessInfo.processInfo.environment
    static let scenarios = environment["PATCHBAY_SCENARIOS"].flatMap(Int.init) ?? 500
    static let seed = environment["PATCHBAY_SCENARIO_SEED"].flatMap(UInt64.init) ?? .random(in: 0..<1_000_000)
    /// Zero when their number decides.
    static let seconds = environment["PATCHBAY_SOAK_SECONDS"].flatMap(Int.init) ?? 0

    /// Whether the scenario of this number, from 0, is still to be played.
    static func includes(_ number: Int, since start: ContinuousClock.Instant) -> Bool {
        seconds > 0 ? start.duration(to: .now) < .seconds(seconds) : number < scenarios
    }
}

/// `PATCHBAY_SCENARIOS=5000` plays more; `PATCHBAY_SCENARIO_SEED=7` plays those of another time; `PATCHBAY_SOAK_SECONDS=600`
/// plays for so long, however many they become.
@Suite("Random scenarios", .timeLimit(.minutes(10 + ScenarioCount.seconds / 60))) struct ScenarioTests {
    /// Scenarios that go on side by side.
    private static let lanes = 3

    @Test("leave the state and the account of it right, whatever sheet meets whatever faults")
    func play() async throws {
        let tally = ScenarioTally()
        let turn = Turn()
        let start = ContinuousClock.now
        print("Random scenarios: PATCHBAY_SCENARIO_SEED=\(ScenarioCount.seed)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.lanes {
                group.addTask {
                    var number = turn.next()
                    while ScenarioCount.includes(number, since: start) {
                        let seed = ScenarioCount.seed &+ UInt64(number)
                        try await Scenario(seed: seed).hold(seed: seed, tally)
                        number = turn.next()
                    }
                }
            }
            try await group.waitForAll()
        }
        print("Random scenarios: \(tally.summary); PATCHBAY_SCENARIO_SEED=\(ScenarioCount.seed)")
        #expect(tally.scenarios >= (ScenarioCount.seconds > 0 ? 1 : ScenarioCount.scenarios))
    }
}
