import Testing

@Suite("Random scenarios") struct ScenarioTests {
    @Test(
        "whatever goes wrong, the account is right, and without permanent faults the end is that of an undisturbed run")
    func random() async {
        let series = ScenarioSeries()
        let report = await series.run()
        #expect(report.scenarios > 0)
        if series.isFull {
            #expect(report.kills > 0)
            #expect(report.faults > 0)
            #expect(report.withoutPermanentFaults > 0)
            #expect(report.refusals > 0)
        }
        for complaint in report.complaints { Issue.record(Comment(rawValue: complaint)) }
    }

    @Test("the same seed draws the same scenario")
    func repeatable() {
        let scenarios = [7, 7, 8].map { Scenario(seed: $0) }
        #expect(scenarios[0].premise.inventory == scenarios[1].premise.inventory)
        #expect(scenarios[0].premise.sheet == scenarios[1].premise.sheet)
        #expect(scenarios[0].courses.map(\.faults) == scenarios[1].courses.map(\.faults))
        #expect(scenarios[0].premise.sheet != scenarios[2].premise.sheet)
    }
}
