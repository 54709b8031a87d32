import AgentsClient
import Emulator
import Foundation
import Synchronization
import TestSupport
import Testing
import UnixSignals

@testable import patchbay

@Suite("interruption", .timeLimit(.minutes(10))) struct InterruptionTests {
    @Test("a signal ends a run in good order, and resuming ends in the state of an undisturbed run")
    func signal() async throws {
        let undisturbed = try await Self.undisturbed()
        try await withHotel { configuration in
            // Two readings and four changes, then the API asks to wait for minutes: that is when the signal comes.
            configuration.rateLimit = RateLimit(requests: 6, per: .seconds(3600))
            configuration.keys = [AccessKey("first-key"), AccessKey("second-key")]
        } _: { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let (signals, signal) = AsyncStream.makeStream(of: UnixSignal.self)
            var first = bench
            first.environment["POLYAI_API_KEY"] = "first-key"
            first.now = Ticking(by: 6).now
            first.signals = { signals }
            first.onMessage = { if $0.contains("The API asks for a pause") { signal.yield(.sigint) } }
            let interrupted = await first.patchbay(["apply", sheet, "--yes"] + bench.options(emulator) + Hotel.slowly)
            #expect(interrupted.status == .interrupted)
            #expect(
                interrupted.errors.contains(
                    "\nStopping when what is on the wire is finished; Ctrl-C again stops at once.\n"))
            #expect(interrupted.output.hasPrefix("Interrupted. What was on the wire is accounted for.\n"))
            #expect(interrupted.output.contains("  updated       5  changed and confirmed\n"))
            #expect(interrupted.output.contains("  not_attempted 4  the run stopped first; resuming goes on\n"))
            #expect(interrupted.output.hasSuffix("Go on with  patchbay resume sheet.patchbay\n"))
            #expect(try bench.read("sheet.results.csv").split(whereSeparator: \.isNewline).count == 10)

            var second = bench
            second.environment["POLYAI_API_KEY"] = "second-key"
            let resumed = await second.patchbay(
                "resume", bench.path("sheet.patchbay"), "--yes", "--rate", "100000")
            #expect(resumed.status == .done)
            #expect(resumed.errors.contains("Going on with the run of "))
            #expect(resumed.output.contains("  updated       9  changed and confirmed\n"))
            #expect(try await emulator.store.snapshot() == undisturbed)
        }
    }

    @Test("a second signal gives up the request on the wire, and resuming reads back what became of it")
    func twoSignals() async throws {
        let undisturbed = try await Self.undisturbed()
        let clock = ManualClock()
        try await withHotel { configuration in
            configuration.clock = EmulatorClock(clock)
            configuration.latency = LatencyRange(.seconds(1) ... .seconds(1))
        } _: { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let (signals, signal) = AsyncStream.makeStream(of: UnixSignal.self)
            var first = bench
            first.signals = { signals }
            async let ending = first.patchbay(["apply", sheet, "--yes"] + bench.options(emulator) + Hotel.slowly)
            for _ in ["numbers", "connectors"] { await clock.answerNext() }
            await clock.waitForSleepers()
            for _ in 1...2 { signal.yield(.sigint) }
            let interrupted = await ending
            #expect(interrupted.status == .interrupted)
            #expect(interrupted.output.contains("resuming reads back what became of it.\n"))
            #expect(interrupted.output.contains("  unknown       2  sent, but no answer came; resuming finds out\n"))
            #expect(interrupted.output.contains("  not_attempted 7  the run stopped first; resuming goes on\n"))

            let answering = Task { while !Task.isCancelled { await clock.answerNext() } }
            defer { answering.cancel() }
            let resumed = await bench.patchbay("resume", bench.path("sheet.patchbay"), "--yes", "--rate", "100000")
            #expect(resumed.status == .done)
            #expect(try await emulator.store.snapshot() == undisturbed)
        }
    }

    /// One at a time, as each case keeps a thread waiting.
    @Test("signals end a run although nobody reads what it says", .serialized, arguments: [1, 2])
    func unreadMessages(_ count: Int) async throws {
        let (signals, signal) = AsyncStream.makeStream(of: UnixSignal.self)
        let ended = DispatchSemaphore(value: 0)
        let errors = TextSink { _ in
            #expect(ended.wait(timeout: .now() + 300) == .success)
        }
        let world = World(console: Console(output: TextSink(), errors: errors), signals: { signals })
        for _ in 1...count { signal.yield(.sigint) }
        try await endingOnSignals(world) {
            let cancellation: @Sendable () async -> Void = { for await _ in AsyncStream(Never.self, { _ in }) {} }
            if count == 1 { try? await untilShutdown(cancellation) } else { await cancellation() }
            ended.signal()
        }
        #expect(errors.text.hasPrefix("Stopping when what is on the wire is finished"))
    }

    @Test("a signal while connectors are being found sends nothing and leaves no file")
    func whileResolving() async throws {
        let clock = ManualClock()
        try await withHotel { configuration in
            configuration.clock = EmulatorClock(clock)
            configuration.latency = LatencyRange(.seconds(1) ... .seconds(1))
        } _: { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let (signals, signal) = AsyncStream.makeStream(of: UnixSignal.self)
            var bench = bench
            bench.signals = { signals }
            async let ending = bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator) + Hotel.slowly)
            await clock.waitForSleepers()
            for _ in 1...2 { signal.yield(.sigterm) }
            let interrupted = await ending
            #expect(interrupted.status == .interrupted)
            #expect(interrupted.errors.contains("Stopping (SIGTERM) when"))
            #expect(interrupted.errors.hasSuffix("\nInterrupted. Nothing was sent.\n"))
            #expect(interrupted.output.isEmpty)
            #expect(try bench.files == ["sheet.csv"])
        }
    }

    @Test(
        "a resumed run that does not get to send is still one that can be resumed",
        arguments: [
            (["resume", "RUN"], "Nothing was sent in this session."),
            (
                [
                    "apply", "SHEET", "--agent", "SALES", "--set", "variant_id=summer", "--base-url", "URL",
                    "--api-key-file", "BAD",
                ], "belongs to this region. Nothing was sent in this session."
            ),
            (
                [
                    "apply", "SHEET", "--agent", "SALES", "--expect-plan", "beef", "--base-url", "URL", "--resolve",
                    "inventory",
                ],
                "Nothing was sent in this session: the plan's fingerprint is"
            ),
            (
                [
                    "apply", "SHEET", "--agent", "SALES", "--max-changes", "0", "--base-url", "URL", "--resolve",
                    "inventory",
                ],
                "Nothing was sent in this session: the plan changes"
            ),
        ])
    func resumedAndStopped(_ arguments: [String], _ says: String) async throws {
        try await withStoppedRun { bench, emulator in
            var bench = bench
            bench.answers = ["n"]
            let names = [
                "RUN": bench.path("sheet.patchbay"), "SHEET": bench.path("sheet.csv"), "URL": emulator.baseURL,
                "BAD": try bench.write("key.txt", "wrong-key"),
            ]
            let ending = await bench.patchbay(arguments.map { names[$0] ?? $0 } + ["--rate", "100000"])
            #expect(ending.status == .stopped)
            #expect(ending.errors.contains(says))
            let keyFile = arguments.contains("BAD") ? " --api-key-file key.txt" : ""
            #expect(ending.errors.hasSuffix("\nGo on with  patchbay resume sheet.patchbay\(keyFile)\n"))
        }
    }

    @Test("a rehearsal is gone on with from what it kept, without its inventory")
    func rehearsal() async throws {
        try await withBench { bench in
            let rows = [(3, "en-GB-Neural2-Z"), (4, "en-GB-Neural2-A")].map { "\(Hotel.phone($0)),\($1)\n" }
            let sheet = try bench.write("sheet.csv", "phone_number,voice_name\n" + rows.joined())
            let options = try bench.rehearsal() + Hotel.slowly + ["--max-failures", "0"]
            let stopped = await bench.patchbay(["apply", sheet, "--yes"] + options)
            #expect(stopped.status == .stopped)
            try FileManager.default.removeItem(atPath: bench.path("inventory.csv"))
            let resumed = await bench.patchbay("resume", bench.path("sheet.patchbay"), "--yes", "--rate", "100000")
            #expect(resumed.status == .incomplete)
            #expect(resumed.output.contains("  updated       1  changed and confirmed\n"))
        }
    }

    @Test("an unfinished run is not gone on with elsewhere")
    func otherTarget() async throws {
        try await withStoppedRun { bench, _ in
            let ending = await bench.patchbay(
                ["apply", bench.path("sheet.csv"), "--yes"] + (try bench.rehearsal()))
            #expect(ending.status == .nothingSent)
            #expect(ending.errors.contains("this unfinished run belongs to http://127.0.0.1:"))
        }
    }
}

extension InterruptionTests {
    private static func undisturbed() async throws -> EmulatorState {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            _ = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            return try await emulator.store.snapshot()
        }
    }
}

/// A clock that goes on by some seconds whenever it is looked at.
private final class Ticking: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
    private let seconds: Double

    init(by seconds: Double) { self.seconds = seconds }

    @Sendable func now() -> Date {
        time.withLock { time in
            time += seconds
            return time
        }
    }
}

extension ManualClock {
    /// Lets the next request that waits be answered.
    fileprivate func answerNext() async {
        await waitForSleepers()
        advance(by: .seconds(1))
    }
}
