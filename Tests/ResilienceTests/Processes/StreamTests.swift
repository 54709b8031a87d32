import Foundation
import TestSupport
import Testing

@Suite("Streams that are closed, full or not read", .untilItHangs) struct StreamTests {
    /// Ways in which standard output takes nothing, and what is said of it.
    enum Loss: CaseIterable {
        case closed, full, unread

        var stream: Stream {
            switch self {
            case .closed: .closed
            case .full: .file("/dev/full")
            case .unread: .broken
            }
        }

        static var available: [Loss] {
            allCases.filter { $0 != .full || FileManager.default.fileExists(atPath: "/dev/full") }
        }
    }

    @Test("nobody can be asked when standard input is no terminal", arguments: [Stream.closed, .null, .pipe, .broken])
    func unasked(input: Stream) async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let ending = try await desk.run(desk.apply.filter { $0 != "--yes" }, input: input)
            #expect(ending.end == .exit(64))
            #expect(ending.errors.contains("Add --yes to go on without asking."))
            #expect(try await emulator.log.entries(of: desk.branch).isEmpty)
            #expect(try desk.scratch.names == ["numbers.csv"])
        }
    }

    @Test("a run is not harmed when its summary is lost, and says so", arguments: Loss.available)
    func apply(loss: Loss) async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let ending = try await desk.run(desk.apply, input: .closed, output: loss.stream)
            #expect(ending.end == .exit(1))
            let sentence =
                switch loss {
                case .closed: "standard output: error: This cannot be written to, as it is closed.\n"
                case .full: "standard output: error: This file cannot be written: no space is left."
                case .unread:
                    "The reader of the summary went away before all of it was written. See numbers.results.csv.\n"
                }
            #expect(ending.errors.contains(sentence), "\(ending)")
            #expect(try await desk.problems(comparedWith: .undisturbed()) == [])
        }
    }

    @Test("a run that nobody hears anything of goes on to its end", arguments: [Stream.closed, .broken])
    func unheard(stream: Stream) async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let ending = try await desk.run(desk.apply, input: .closed, output: stream, errors: stream)
            #expect(ending.end == .exit(1))
            #expect(try await desk.problems(comparedWith: .undisturbed()) == [])
        }
    }

    @Test("a summary that is lost at the end of a run whose rows are all done is no success", arguments: Loss.available)
    func lostSummary(loss: Loss) async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let branch = Branch(number: 0)
            let desk = try await Desk(branch, emulator, sheet: branch.rollout(6...9))
            let ending = try await desk.run(desk.apply, output: loss.stream)
            #expect(ending.end == .exit(loss == .unread ? 0 : 1))
            #expect(try desk.outcomes() == Array(repeating: "updated", count: 4))
            #expect(try await desk.run(["status", "numbers.patchbay"]).output.contains("State    finished"))
        }
    }

    @Test("data that is lost is no success, unless its reader had enough", arguments: Loss.available)
    func data(loss: Loss) async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let branch = Branch(number: 0)
            let desk = try await Desk(branch, emulator, sheet: branch.rollout(6...9))
            let place = ["--agent", "\(branch.home)", "--base-url", emulator.baseURL]
            _ = try await desk.run(desk.apply)
            for arguments in [["export"] + place, ["plan", "numbers.csv"] + place, ["results", "numbers.patchbay"]] {
                let whole = try await desk.run(arguments)
                #expect(whole.end == .exit(0) && !whole.output.isEmpty, "\(whole)")
                let ending = try await desk.run(arguments, output: loss.stream)
                #expect(ending.end == .exit(loss == .unread ? 0 : 1), "\(arguments): \(ending)")
                #expect(ending.errors.contains("standard output: error: This") == (loss != .unread), "\(ending)")
            }
        }
    }

    @Test("a reader that takes the first line and goes does no harm")
    func head() async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            let script = #"{ "$0" "$@"; echo "status $?" >&2; } | head -1"#
            let applied = try await desk.shell(script, desk.apply)
            #expect(applied.output == "Finished. Some rows are not as the sheet says; the results say why.\n")
            #expect(applied.errors.contains("status 1\n"))
            #expect(try await desk.problems(comparedWith: .undisturbed()) == [])
            let exported = try await desk.shell(
                script, ["export", "--agent", "\(desk.branch.home)", "--base-url", emulator.baseURL])
            #expect(exported.output.hasPrefix("phone_number,"))
            #expect(exported.errors == "status 0\n")
        }
    }
}
