import Foundation
import Migration
import Testing

@testable import patchbay

@Suite("discard, and what is in its way") struct DiscardTests {
    @Test("a run that changed something real is kept until that is said twice")
    func sent() async throws {
        try await withStoppedRun { bench, _ in
            let run = bench.path("sheet.patchbay")
            let once = await bench.patchbay("discard", run, "--yes")
            #expect(once.status == .nothingSent)
            #expect(once.errors.contains("the only account of them, so it was kept. --even-if-sent removes it"))
            var bench = bench
            for answers in [["n"], ["y", "n"], ["y"]] {
                bench.answers = answers
                let asked = await bench.patchbay("discard", run)
                #expect(asked.status == .nothingSent && asked.errors.contains("The run was kept."))
                #expect(FileManager.default.fileExists(atPath: run))
            }
            bench.answers = ["y", "y"]
            let twice = await bench.patchbay("discard", run)
            #expect(twice.status == .done && twice.output == "Removed   sheet.patchbay\n")
            let files = try bench.files
            #expect(files == ["sheet.csv", "sheet.results.csv"])
        }
    }

    @Test("without a terminal both can be said at once")
    func flags() async throws {
        try await withStoppedRun { bench, _ in
            let unasked = await bench.patchbay("discard", bench.path("sheet.patchbay"))
            #expect(unasked.status == .usage)
            let ending = await bench.patchbay("discard", bench.path("sheet.patchbay"), "--yes", "--even-if-sent")
            #expect(ending.status == .done)
        }
    }

    @Test("an unfinished rehearsal that stands in the way of the real run says how to drop it, and that works")
    func rehearsal() async throws {
        try await withHotel { bench, emulator in
            let sheet = try await bench.stoppedRehearsal()
            let real = ["apply", sheet, "--yes"] + bench.options(emulator)
            let refused = await bench.patchbay(real)
            #expect(refused.status == .nothingSent)
            #expect(refused.errors.contains("this is an unfinished rehearsal, which changed nothing real"))
            let advice = try #require(refused.errors.firstMatch(of: /Drop it with  patchbay (discard \S+)/))
            let command = advice.output.1.split(separator: " ").map(String.init)
            let dropped = await bench.patchbay(command + ["--yes"])
            #expect(dropped.status == .done)
            let files = try bench.files
            #expect(!files.contains { $0.contains("patchbay") })
            let ending = await bench.patchbay(real)
            #expect(ending.status == .incomplete)
        }
    }

    @Test("one that cannot be read may have sent something, and is kept until that is said twice")
    func unreadable() async throws {
        try await withStoppedRun { bench, _ in
            let run = bench.path("sheet.patchbay")
            let handle = try #require(FileHandle(forUpdatingAtPath: run))
            try handle.seek(toOffset: 4_096)
            try handle.write(contentsOf: Data(repeating: 0x55, count: 4_096))
            try handle.close()
            let once = await bench.patchbay("discard", run, "--yes")
            #expect(once.status == .nothingSent)
            #expect(
                once.errors == """
                    Error: sheet.patchbay: this run file is damaged, and may be the only account of changes that were \
                    sent, so it was kept. --even-if-sent removes it all the same.

                    """)
            var bench = bench
            bench.answers = ["y", "y"]
            let twice = await bench.patchbay("discard", run)
            #expect(twice.status == .done && twice.errors.contains("Remove a run that cannot be read, sheet.patchbay?"))
            #expect(twice.errors.contains("This run file is damaged, and may be the only account of changes that were"))
            let files = try bench.files
            #expect(files == ["sheet.csv", "sheet.results.csv"])
        }
    }

    @Test("what is no run is not removed")
    func noRun() async throws {
        try await withBench { bench in
            let path = try bench.write("note.patchbay", "a note\n")
            let ending = await bench.patchbay("discard", path, "--yes", "--even-if-sent")
            #expect(ending.status == .nothingSent && ending.errors.contains("this is not a run file"))
            let note = try bench.read("note.patchbay")
            #expect(note == "a note\n")
        }
    }
}
