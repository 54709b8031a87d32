import Foundation
import Migration
import Synchronization
import Testing

@Suite("Random scenarios of numbers", .timeLimit(.minutes(30))) struct NumberScenarioTests {
    /// `PATCHBAY_SCENARIO_SEED` and `PATCHBAY_SCENARIOS` steer it as they do the others.
    @Test("whatever goes wrong, what was done is as the sheet says or as it was, and is taken back in the end")
    func random() async {
        let series = ScenarioSeries()
        let count = min(series.count, 250)
        var report = NumberScenarioReport()
        print("Scenarios of numbers: from seed \(series.seed), \(count) of them")
        await withTaskGroup(of: NumberScenarioReport.self) { group in
            var next = 0
            func add() {
                guard next < count, report.complaints.count < 20 else { return }
                let seed = series.seed &+ UInt64(next)
                next += 1
                group.addTask { await NumberScenarioRun.report(on: NumberScenario(seed: seed)) }
            }
            for _ in 0..<4 { add() }
            for await one in group {
                report += one
                add()
            }
        }
        print("Scenarios of numbers: \(report.summary)")
        if count == 250 {
            #expect(report.imports > 0 && report.routings > 0 && report.releases > 0 && report.reversals > 0)
            #expect(report.kills > 0 && report.killedReversals > 0)
        }
        for complaint in report.complaints { Issue.record(Comment(rawValue: complaint)) }
    }
}
