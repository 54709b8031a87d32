import Migration
import Testing

@Suite("Limits given as a count or a percentage") struct LimitTests {
    @Test(
        "a limit is a count or a percentage",
        arguments: [("0", .count(0)), ("250", .count(250)), ("5%", .percent(5)), ("0.5%", .percent(0.5))]
            as [(String, Limit)])
    func reading(_ text: String, _ limit: Limit) throws {
        #expect(try Limit(text) == limit)
    }

    @Test("what is neither is named in a sentence", arguments: ["", "%", "-1", "101%", "-1%", "many", "1.5", "nan%"])
    func misreading(_ text: String) {
        let problem = #expect(throws: LimitProblem.self) { try Limit(text) }
        #expect(
            problem?.description
                == "'\(text)' is neither a number, such as 20, nor a percentage from 0% to 100%, such as 5%.")
    }

    @Test(
        "a percentage is rounded down",
        arguments: [
            (.percent(10), 19, 1), (.percent(10), 20, 2), (.percent(4.1), 3000, 123), (.percent(100), 7, 7),
            (.percent(0), 9, 0), (.count(3), 1, 3),
        ] as [(Limit, Int, Int)])
    func most(_ limit: Limit, _ whole: Int, _ most: Int) {
        #expect(limit.most(of: whole) == most)
    }
}
