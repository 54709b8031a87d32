import Testing

@Suite("Random scenarios") struct ScenarioTests {
    @Test("whatever goes wrong, the account is right, and without permanent faults the end is that of an undisturbed run")
    func random() async {
        let report = await ScenarioSeries().run()
        #expect(report.scenarios > 0)
        for complaint in report.complaints { Issue.record(Comment(rawValue: complaint)) }
    }

    @Test("the same seed draws the same scenario")
    func repeatable() {
        let scenarios = (0..<2).map { _ in String(reflecting: Scenario(seed: 7)) }
        #expect(scenarios[0] == scenarios[1])
        #expect(scenarios[0] != String(reflecting: Scenario(seed: 8)))
    }
}
