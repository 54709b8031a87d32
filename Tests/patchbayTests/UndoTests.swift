import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Telephony
import Testing

@testable import patchbay

@Suite("undo") struct UndoTests {
    private static func sheet(_ indices: [Int], voice: String = "es-ES-Neural2-A") -> String {
        "phone_number,voice_name,asr_lang_code\n" + indices.map { "\(Hotel.phone($0)),\(voice),es-ES\n" }.joined()
    }

    /// Applies the hotel's rollout.
    private func applied(_ bench: Bench, _ emulator: RunningEmulator) async throws -> String {
        let sheet = try bench.write("sheet.csv", Hotel.rollout)
        let ending = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
        #expect(ending.status == .done)
        return bench.path("sheet.patchbay")
    }

    private func target(_ emulator: RunningEmulator) -> [String] { ["--base-url", emulator.baseURL] }

    @Test("shows the way back, asks, and leaves everything as it was")
    func back() async throws {
        try await withHotel { bench, emulator in
            let before = try await emulator.store.snapshot()
            let run = try await applied(bench, emulator)
            var bench = bench
            bench.answers = ["y"]
            let ending = await bench.patchbay(["undo", run] + target(emulator))
            #expect(ending.status == .done)
            #expect(ending.errors.contains("es-ES → back to en-GB"))
            #expect(ending.errors.contains("connectors back"))
            #expect(ending.output.hasPrefix("Done. All that was to be taken back is as it was before the run.\n"))
            #expect(ending.output.contains("Run file  sheet.undo.patchbay"))
            #expect(try await emulator.store.snapshot() == before)
            let status = await bench.patchbay("status", run)
            #expect(status.output.contains("Taken back, at least in part, "))
            #expect(status.output.contains(" by sheet.undo.patchbay"))
            let own = await bench.patchbay("status", bench.path("sheet.undo.patchbay"))
            #expect(own.output.hasPrefix("Undoes   sheet.patchbay\n"))
        }
    }

    @Test("shows the plan alone where that is wanted, without a terminal too, and leaves nothing behind")
    func plan() async throws {
        try await withHotel { bench, emulator in
            let run = try await applied(bench, emulator)
            let after = try await emulator.store.snapshot()
            let ending = await bench.patchbay(["undo", run, "--plan"] + target(emulator))
            #expect(ending.status == .done)
            #expect(ending.output.contains("es-ES → back to en-GB"))
            let json = try await bench.patchbay(["undo", run, "--plan", "--format", "json"] + target(emulator)).json()
            #expect(try json.count("changes") == 8)
            #expect(try await emulator.store.snapshot() == after)
            #expect(!FileManager.default.fileExists(atPath: bench.path("sheet.undo.patchbay")))
        }
    }

    @Test("finds out first what became of changes that got no answer")
    func unanswered() async throws {
        try await withHotel { bench, emulator in
            let before = try await emulator.store.snapshot()
            emulator.faults.replace(with: [
                Fault(.closeConnection(.afterApplying), on: [.updateConnectors]),
                Fault(.status(StatusFault(401)), on: [.getConnectors], calls: .from(1)),
            ])
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let stopped = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            #expect(stopped.output.contains("  unknown"))
            emulator.faults.replace(with: .none)
            let ending = await bench.patchbay(["undo", bench.path("sheet.patchbay"), "--yes"] + target(emulator))
            #expect(ending.status == .done)
            #expect(try await emulator.store.snapshot() == before)
            let resumed = await bench.patchbay(["resume", bench.path("sheet.patchbay"), "--yes"] + target(emulator))
            #expect(resumed.status == .nothingSent && resumed.errors.contains("was taken back, at least in part, by"))
            #expect(!resumed.errors.contains("Go on with"))
        }
    }

    @Test("says in a sentence why it takes nothing back")
    func refusals() async throws {
        try await withHotel { bench, emulator in
            let run = try await applied(bench, emulator)
            let cut = try bench.write("cut.csv", "phone_number\n\(Hotel.phone(1))\n")
            let empty = try bench.write("empty.csv", "result_line,result_number\n99,\n")
            let lines: [([String], patchbay.ExitStatus, String)] = [
                (["undo", run], .usage, "Add --yes"),
                (["undo", run, "--yes", "--only", cut], .nothingSent, "it has no columns result_line"),
                (
                    ["undo", run, "--yes", "--only", empty], .nothingSent,
                    "its lines are not those of this run's results"
                ),
                (["undo", bench.path("none.patchbay"), "--yes"], .nothingSent, "none.patchbay"),
            ]
            for (arguments, status, words) in lines {
                let ending = await bench.patchbay(arguments + target(emulator))
                #expect(ending.status == status && ending.errors.contains(words), "\(arguments): \(ending.errors)")
            }
            let elsewhere = await bench.patchbay("undo", run, "--yes", "--region", "uk")
            #expect(elsewhere.status == .nothingSent && elsewhere.errors.contains("so it is taken back there, not at"))
        }
    }

    @Test("a rehearsal is not taken back, and it is said how that can be rehearsed")
    func rehearsal() async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            _ = await bench.patchbay(["apply", sheet, "--yes"] + (try bench.rehearsal()))
            let ending = await bench.patchbay("undo", bench.path("sheet.patchbay"), "--yes")
            #expect(ending.status == .nothingSent && ending.errors.contains("keep an emulator running"))
        }
    }

    @Test("results and run files do not go where something is that is read")
    func places() async throws {
        try await withHotel { bench, emulator in
            let run = try await applied(bench, emulator)
            let rows = bench.path("sheet.results.csv")
            let key = try bench.write("key.txt", "emulator-key\n")
            let keyed = target(emulator) + ["--yes", "--api-key-file", key]
            for (arguments, what) in [
                (["undo", run, "--results", key], "the API key file"),
                (["resume", run, "--results", key], "the API key file"),
                (["undo", run, "--run-file", key], "the API key file"),
                (["undo", run, "--run-file", run], "the run file"),
                (["undo", run, "--only", rows, "--results", rows], "the rows"),
            ] {
                let files = try bench.files
                let ending = await bench.patchbay(arguments + keyed)
                #expect(ending.status == .usage && ending.errors.contains("as it is \(what)"), "\(ending.errors)")
                #expect(try bench.files == files)
            }
        }
    }
}
