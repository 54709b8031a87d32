import Migration
import TestSupport
import Testing

@Suite("Rows that name the same thing twice") struct RepeatTests {
    @Test("the same number with the same settings is noted and sent once")
    func agreeing() async throws {
        let desk = try Desk()
        let report = try await desk.check(Inventory.rollout([1, 2, 1, 1]))
        #expect(report.errors == 0)
        #expect(
            desk.findings
                == [4, 5].map {
                    "numbers.csv:\($0): note: [phone_number] +442079460001 is on line 2 too, with the same settings. "
                        + "They are sent once."
                })
    }

    @Test("the same number with other settings is an error that names both lines")
    func disagreeing() async throws {
        let desk = try Desk()
        let report = try await desk.check(
            "phone_number,voice_name\n+442079460001,en-GB-Neural2-B\n+442079460001,en-GB-Neural2-C\n")
        #expect(report.errors == 1)
        #expect(
            desk.findings == [
                "numbers.csv:3: error: [phone_number] +442079460001 is on line 2 too, with other settings. "
                    + "Keep one of the two lines, or make them equal."
            ])
    }

    @Test("a connector without a number is a repetition, one beside a number is a check of it")
    func connectors() async throws {
        let desk = try Desk()
        let rows = ["c01,,en-GB-Neural2-B", "c01,,en-GB-Neural2-B", "c01,+442079460001,en-GB-Neural2-B"]
        _ = try await desk.check(Inventory.sheet("connector_id,phone_number,voice_name", rows))
        #expect(desk.findings.count == 1)
        #expect(desk.findings.first?.hasPrefix("numbers.csv:3: note: [connector_id] c01 is on line 2 too") == true)
    }

    @Test("the same number of another agent is another number")
    func agents() async throws {
        let desk = try Desk()
        let rows = ["+442079460001,HOME,en-GB-Neural2-B", "+442079460001,AWAY,en-GB-Neural2-C"]
        _ = try await desk.check(Inventory.sheet("phone_number,agent_id,voice_name", rows))
        #expect(desk.findings.isEmpty)
    }

    @Test("rows that contradict each other end as conflicts, and the others go on, when errors are skipped")
    func skipping() async throws {
        try await withBench { bench in
            let sheet = """
                phone_number,voice_name
                +442079460001,en-GB-Neural2-B
                +442079460002,en-GB-Neural2-B
                +442079460001,en-GB-Neural2-C
                """
            await #expect(throws: Refusal.self) { try await bench.apply(sheet) }
            #expect(try bench.scratch.names == ["numbers.csv"])
            #expect(bench.requests.isEmpty)
            let ending = try await bench.apply(sheet) { $0.options.skipsInvalid = true }
            #expect(ending.outcomes == ["conflict", "updated", "conflict"])
            #expect(
                ending.results["error"].first
                    == "+442079460001 is on lines 2 and 4, which want different things. "
                    + "Keep one of them, or make them equal.")
        }
    }
}
