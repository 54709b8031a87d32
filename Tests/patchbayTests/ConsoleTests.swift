import AgentsClient
import Emulator
import Foundation
import Migration
import Sheet
import Synchronization
import Telephony
import Testing

@testable import patchbay

@Suite("the console") struct ConsoleTests {
    @Test("colours are for terminals, and NO_COLOR and TERM=dumb forbid them")
    func colours() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let plain = await bench.patchbay(["plan", sheet] + bench.options(emulator))
            #expect(!plain.output.contains("\u{1B}"))
            var bench = bench
            bench.style = .coloured
            let coloured = await bench.patchbay(["plan", sheet] + bench.options(emulator))
            #expect(coloured.output.contains("\u{1B}[31men-GB\u{1B}[0m → \u{1B}[32mes-ES\u{1B}[0m"))
            #expect(coloured.output.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain.output)
        }
    }

    @Test("a process without a terminal has none of it")
    func process() {
        let console = Console.process(["NO_COLOR": "1"])
        #expect(console.outputStyle.red("x") == "x")
        #expect(console.errorStyle.red("x") == "x")
    }

    @Test("a drawn line is cut to the terminal, and gone before anything else is shown")
    func drawing() {
        let (output, errors) = (TextSink(), TextSink())
        let console = Console(output: output, errors: errors, errorWidth: { 10 })
        console.draw("0123456789abc")
        console.draw("next")
        console.say("message")
        console.draw("again")
        console.print("data")
        console.print("more")
        #expect(errors.text == "012345678\r\u{1B}[Knext\r\u{1B}[Kmessage\nagain\r\u{1B}[K")
        #expect(output.text == "data\nmore\n")
    }

    @Test("a reader that went away is no failure, and a full disk is one")
    func lostOutput() async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            bench.output = BrokenSink(reason: .readerGone)
            #expect(await bench.patchbay(["connector", "list"] + bench.options(emulator)).status == .done)
            bench.output = BrokenSink(reason: "no space is left.")
            let full = await bench.patchbay(["export", "--agent", "SALES", "--base-url", emulator.baseURL])
            #expect(full.status == .incomplete)
            #expect(full.errors.hasSuffix("standard output: error: no space is left.\n"), "\(full.errors)")
        }
    }
}

@Suite("progress") struct ProgressTests {
    private let expected = ExpectedRequests(2, at: Pacer(.modest).report)

    @Test("the line names the rate and what holds it there, where it is to be found")
    func rate() throws {
        let start = Date(timeIntervalSince1970: 0)
        let pacer = Pacer(.found())
        pacer.begin(knowing: 8)
        func line(_ perSecond: Int) -> String? {
            var tally = ProgressTally()
            tally.beginApplying(rows: 10, at: start)
            for number in 0..<(5 * perSecond) {
                tally.count(.sent(.updateConnectors, attempt: 1), at: start + Double(number) / Double(perSecond))
            }
            return tally.line(at: start + 5, pacer.report)
        }
        #expect(line(8) == "Applying: 0 of 10 rows · 8 requests/s, the API's limit · 0 errors")
        // What is slower than the pace is held up by something else.
        #expect(line(4) == "Applying: 0 of 10 rows · 4 requests/s · 0 errors")
        let given = Pacer(try #require(RequestRate(perSecond: 8))).report
        #expect(given.bound.inWords == "as --rate says")
    }

    /// A progress whose time a test sets, in seconds from its start.
    private struct Rig {
        let errors = TextSink()
        let progress: RunProgress
        private let time: Time

        private final class Time: Sendable {
            let seconds = Mutex(0.0)
        }

        init(width: Int? = nil) {
            let time = Time()
            var console = Console(output: TextSink(), errors: errors)
            if let width { console.errorWidth = { width } }
            let start = Date(timeIntervalSince1970: 0)
            progress = RunProgress(World(console: console, now: { start + time.seconds.withLock { $0 } }))
            self.time = time
        }

        func at(_ seconds: Double, _ action: (RunProgress) -> Void) {
            time.seconds.withLock { $0 = seconds }
            action(progress)
        }

        var lines: [String] { errors.text.split(separator: "\n").map(String.init) }
    }

    @Test("elsewhere than on a terminal, a plain line comes every few seconds")
    func plain() {
        let rig = Rig()
        rig.at(1) { $0.observe(.read(rows: 10_000)) }
        rig.at(5) { $0.observe(.read(rows: 20_000)) }
        rig.at(6) { $0.observe(.sent(.lookUpConnector, attempt: 1)) }
        rig.at(10) { $0.observe(.answered(.lookUpConnector, status: 200, after: .zero)) }
        rig.at(11) { $0.beginApplying(rows: 100, expected, afterAsking: 4) }
        rig.at(12) { $0.observe(.settled(.updated, rows: 10)) }
        rig.at(13) { $0.observe(.heldBack(for: .seconds(30), because: Self.tooMany)) }
        rig.at(16) { $0.observe(.settled(.failed, rows: 10)) }
        rig.at(51) { $0.observe(.settled(.updated, rows: 60)) }
        rig.at(52) { $0.end() }
        #expect(
            rig.lines == [
                "Reading the sheet: 20000 rows", "Finding connectors: 1 answer", "Applying: 0 of 100 rows · 0 errors",
                """
                The API asks for a pause of 30 seconds: the API answered with status 429. Nothing is sent until \
                00:00:43 UTC; then it goes on by itself. Ctrl-C ends it before; a run that has begun can be resumed.
                """,
                "Applying: 20 of 100 rows · 4 rows/s · 10 errors · waiting 27 s, as the API asked · about 20 s left",
                "Applying: 80 of 100 rows · 2 rows/s · 10 errors · about 10 s left",
                "Applying: 80 of 100 rows · 2 rows/s · 10 errors · about 11 s left",
            ])
        #expect(rig.progress.elapsed == 48)
    }

    private static let tooMany = ClientFailure(.refused(status: 429, nil), of: .updateConnectors)

    @Test("a pause is spoken of at once and again and again, with its end")
    func pause() {
        let rig = Rig()
        rig.at(1) { $0.beginApplying(rows: 100, expected, afterAsking: 0) }
        rig.at(2) { $0.observe(.heldBack(for: .seconds(100), because: Self.tooMany)) }
        rig.at(2) { $0.observe(.heldBack(for: .seconds(100), because: Self.tooMany)) }
        for second in 3...110 { rig.at(Double(second)) { $0.tick() } }
        #expect(
            rig.lines.dropFirst() == [
                """
                The API asks for a pause of 100 seconds: the API answered with status 429. Nothing is sent until \
                00:01:42 UTC; then it goes on by itself. Ctrl-C ends it before; a run that has begun can be resumed.
                """,
                "Still waiting, as the API asked: until 00:01:42 UTC, another 70 seconds.",
                "Still waiting, as the API asked: until 00:01:42 UTC, another 40 seconds.",
                "Still waiting, as the API asked: until 00:01:42 UTC, another 10 seconds.",
            ])
    }

    @Test("a shorter pause does not hide a longer one, and a longer one is spoken of")
    func overlapping() {
        let rig = Rig()
        rig.at(1) { $0.beginApplying(rows: 100, expected, afterAsking: 0) }
        rig.at(2) { $0.observe(.heldBack(for: .seconds(60), because: Self.tooMany)) }
        rig.at(3) { $0.observe(.heldBack(for: .seconds(1), because: Self.tooMany)) }
        rig.at(4) { $0.observe(.heldBack(for: .seconds(300), because: Self.tooMany)) }
        rig.at(40) { $0.tick() }
        let announced = rig.lines.filter { $0.contains("asks for a pause of") }
        #expect(announced.count == 2)
        #expect(rig.lines.last == "Still waiting, as the API asked: until 00:05:04 UTC, another 264 seconds.")
    }

    @Test("on a terminal a pause is counted down")
    func countdown() {
        let rig = Rig(width: 120)
        rig.at(1) { $0.beginApplying(rows: 100, expected, afterAsking: 0) }
        rig.at(2) { $0.observe(.heldBack(for: .seconds(10), because: Self.tooMany)) }
        for second in 3...20 { rig.at(Double(second)) { $0.tick() } }
        for left in 1...9 { #expect(rig.errors.text.contains("waiting \(left) s, as the API asked")) }
        #expect(!rig.errors.text.contains("Still waiting"))
    }

    @Test("a short pause is not spoken of", arguments: [1, 4.9])
    func shortPause(seconds: Double) {
        let rig = Rig()
        rig.at(1) { $0.observe(.heldBack(for: .seconds(seconds), because: Self.tooMany)) }
        for second in 2...10 { rig.at(Double(second)) { $0.tick() } }
        #expect(rig.lines == [])
    }

    @Test("on a terminal, one line is drawn over and leaves nothing behind")
    func terminal() {
        let rig = Rig(width: 80)
        rig.at(1) { $0.beginApplying(rows: 2, expected, afterAsking: 0) }
        rig.at(1.05) { $0.observe(.settled(.updated, rows: 1)) }
        rig.at(3) { $0.observe(.settled(.updated, rows: 1)) }
        rig.at(4) { $0.end() }
        #expect(
            rig.errors.text
                == "Applying: 0 of 2 rows · 0 errors\r\u{1B}[KApplying: 2 of 2 rows · 1 rows/s · 0 errors\r\u{1B}[K")
    }

    @Test("a request that is sent again says why, and not too often")
    func retries() {
        let rig = Rig()
        let failure = ClientFailure(.unreachable(.connectionRefused, host: "api.test"), of: .listConnectors)
        for second in [0.0, 1, 2, 6] { rig.at(second) { $0.observe(.retrying(because: failure, after: .seconds(1))) } }
        #expect(rig.lines.count == 2)
        #expect(rig.lines.allSatisfy { $0.hasPrefix("Could not ") && $0.hasSuffix(" Trying again.") })
    }

    @Test("an outage is a line when it begins, for each pause, and when it is over")
    func outage() {
        let rig = Rig()
        rig.at(1) { $0.observe(.waiting(because: "Nothing answers.", for: .seconds(4.5))) }
        rig.at(2) { $0.observe(.goingOn) }
        #expect(
            rig.lines == [
                "Nothing answers. Waiting 5 s before asking again.", "The API answers again; going on.",
            ])
    }

    /// What is observed of a connector, and what is said of those that were not shown.
    static let remarks: [(@Sendable (ConnectorID) -> MigrationEvent, String)] = [
        ({ .drifted(.settings, $0.rawValue, "changed.") }, "that changed; see the results."),
        ({ .overwriting(.settings, $0.rawValue, "changed.") }, "that changed since the plan and were not left alone."),
        (
            { .madeOtherwise(.settings, $0.rawValue, "changed.") },
            "of which the API made something else; see the results."
        ),
    ]

    @Test("ten connectors of a kind are shown, and the rest are counted at the end", arguments: remarks)
    func cappedRemarks(_ event: @Sendable (ConnectorID) -> MigrationEvent, _ ending: String) {
        let rig = Rig()
        rig.at(1) { progress in
            for (another, _) in Self.remarks { progress.observe(another("first")) }
            for number in 1...11 { progress.observe(event(ConnectorID(rawValue: "c\u{1B}\(number)"))) }
        }
        rig.at(2) { $0.end() }
        #expect(rig.lines.count == 3 + 9 + 1)
        #expect(rig.lines[3] == "warning: connector c\u{FFFD}1: changed.")
        #expect(rig.lines.last == "… and 2 more connectors \(ending)")
    }

    @Test("reading the connectors again at the end is progress too")
    func verifying() {
        let rig = Rig()
        rig.at(1) { $0.beginApplying(rows: 2, expected, afterAsking: 0) }
        rig.at(7) { $0.observe(.verified(connectors: 100)) }
        #expect(rig.lines.last == "Verifying: 100 connectors read")
    }

    @Test(
        "rates and times are shown as people read them",
        arguments: [
            (123.4, "123"), (10, "10"), (2.75, "2.8"), (0.5, "0.5"), (0.01, "0.01"), (0, "0"),
        ])
    func rates(_ rate: Double, _ text: String) {
        #expect(rateText(rate) == text)
    }
}
