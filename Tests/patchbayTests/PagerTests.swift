import Foundation
import Sheet
import TestSupport
import Testing

@testable import patchbay

@Suite("A long answer on a terminal") struct PagerTests {
    private static func world(_ environment: [String: String], isTerminal: Bool = true) -> World {
        let console = Console(output: TextSink(), errors: TextSink(), isOutputTerminal: isTerminal)
        return World(console: console, environment: environment)
    }

    @Test(
        "is shown by the pager that the person has named, the one for patchbay first",
        arguments: [
            (["PAGER": "more"], "more"), (["PAGER": "more", "PATCHBAY_PAGER": "less -S"], "less -S"),
            (["PAGER": "cat"], nil), (["PAGER": "more", "PATCHBAY_PAGER": ""], nil), (["PAGER": " cat "], nil),
            (["PAGER": "more", "TERM": "dumb"], nil),
        ] as [([String: String], String?)])
    func choice(environment: [String: String], command: String?) {
        #expect(Pager(for: Self.world(environment))?.command == command)
        #expect(Pager(for: Self.world(environment, isTerminal: false)) == nil)
    }

    @Test("is whole when the pager is, ends early, or is not there")
    func shown() throws {
        let scratch = try ScratchDirectory()
        signal(SIGPIPE, SIG_IGN)
        let lines = (1...20_000).map { "line \($0)" }
        for (command, count) in [("cat > '\(scratch.path("a"))'", 20_000), ("head -n 3 > '\(scratch.path("a"))'", 3)] {
            let world = Self.world(["PAGER": command])
            try Pager.show(in: world) { console in lines.forEach(console.print) }
            let text = try String(contentsOfFile: scratch.path("a"), encoding: .utf8)
            #expect(text.split(separator: "\n").map(String.init) == Array(lines.prefix(count)))
        }
    }

    @Test("goes to the output itself where there is no pager")
    func none() throws {
        let sink = TextSink()
        let console = Console(output: sink, errors: TextSink(), isOutputTerminal: true)
        try Pager.show(in: World(console: console, environment: ["PAGER": "cat"])) { $0.print("all of it") }
        #expect(sink.text == "all of it\n")
    }
}
