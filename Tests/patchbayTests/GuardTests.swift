import AgentsAPI
import Emulator
import Foundation
import Telephony
import Testing

@testable import patchbay

@Suite("guards") struct GuardTests {
    private func rollout(
        _ options: [String], _ faults: FaultScript = .none,
        _ check: (Bench, Bench.Ending, RunningEmulator) async throws -> Void
    ) async throws {
        try await withHotel {
            $0.faults = faults
        } _: { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator) + options)
            try await check(bench, ending, emulator)
        }
    }

    @Test("too many failures stop the run, and it is gone on with by resume, which counts anew")
    func maxFailures() async throws {
        let faults: FaultScript = [Fault(.updates(.failItems()), times: 5)]
        try await rollout(["--max-failures", "40%", "--batch-size", "2", "--concurrency", "1"], faults) {
            bench, ending, _ in
            #expect(ending.status == .stopped)
            #expect(
                ending.output.hasPrefix(
                    "Stopped. 5 of 9 rows failed, more than the 3 that may. Look at the results before you go on. "
                        + "Resuming counts anew; --max-failures says how many may fail.\n"))
            #expect(ending.output.hasSuffix("\nGo on with  patchbay resume sheet.patchbay\n"))
            let resumed = await bench.patchbay(
                "resume", bench.path("sheet.patchbay"), "--yes", "--rate", "100000", "--concurrency", "1",
                "--max-failures", "3")
            #expect(resumed.status == .incomplete, "\(resumed.output)")
        }
    }

    @Test("--verify says how many connectors read as asked, in words and in JSON")
    func verified() async throws {
        try await rollout(["--verify"]) { _, ending, _ in
            #expect(ending.status == .done)
            #expect(ending.output.contains("\n\nVerified: 8 connectors read as asked.\n"))
        }
        try await rollout(["--verify", "--format", "json"]) { _, ending, _ in
            let verified = try ending.json().int("summary", "verified")
            #expect(verified == 8)
        }
    }

    @Test("a connector that reads otherwise at the end is a warning, and the run is not done")
    func verifiedOtherwise() async throws {
        try await rollout(["--verify"], [Fault(.updates(.pretendChange), connectors: ["bar"])]) { bench, ending, _ in
            #expect(ending.status == .incomplete)
            #expect(ending.errors.contains("warning: connector bar: the change was made, but when the connector was"))
            #expect(ending.output.contains("Verified: 7 connectors read as asked.\n"))
            #expect(ending.output.contains("  drifted       1  changed by somebody else, or gone\n"))
            let results = try bench.read("sheet.results.csv")
            #expect(results.contains("asr_lang_code is \"\"en-GB\"\", not \"\"es-ES\"\""))
        }
    }

    @Test("rows of whose change the API made something else are counted at the end, in words and in JSON")
    func madeOtherwise() async throws {
        let faults: FaultScript = [
            Fault(.updates(.storeOther(ConnectorPatch(voiceName: "es-ES-Neural2-B"))), connectors: ["front", "bar"])
        ]
        try await rollout([], faults) { _, ending, _ in
            #expect(ending.status == .incomplete)
            #expect(ending.output.hasPrefix("Finished. Some rows are not as the sheet says; the results say why.\n"))
            #expect(ending.output.contains("  altered       3  changed, but the API stored something else"))
            #expect(ending.output.contains("\n3 altered, for example: the API accepted the change but made"))
            #expect(ending.errors.contains("warning: connector bar: the API accepted the change but made"))
        }
        try await rollout(["--format", "json"], faults) { _, ending, _ in
            let altered = try ending.json().int("summary", "outcomes", "altered")
            #expect(altered == 3)
        }
    }

    @Test("an edited sheet is said to be one in the summary, in words and in JSON", arguments: OutputFormat.allCases)
    func edited(_ format: OutputFormat) async throws {
        try await withStoppedRun { bench, emulator in
            try bench.write("sheet.csv", Hotel.rollout.split(separator: "\n").dropLast().joined(separator: "\n"))
            let arguments = ["apply", bench.path("sheet.csv"), "--yes", "--format", format.rawValue]
            let ending = await bench.patchbay(arguments + bench.options(emulator) + Hotel.slowly)
            #expect(ending.status == .done)
            let sentence = "The sheet or its options were changed: it had 9 rows and has 8; 0 finished rows kept."
            #expect(ending.errors.contains(sentence))
            if format == .text {
                #expect(ending.output.contains("\n\n\(sentence)\n"))
            } else {
                let rows = try ending.json().int("summary", "edit", "rows")
                #expect(rows == 8)
            }
        }
    }

    @Test("a run that could not be verified is gone on with by resume --verify")
    func unverified() async throws {
        let faults: FaultScript = [Fault(.status(401), on: [.getConnectors], times: 1)]
        try await rollout(["--verify"], faults) { bench, ending, _ in
            #expect(ending.status == .stopped)
            #expect(ending.output.hasPrefix("Stopped. Every change was sent, but not all could be verified. Could not"))
            #expect(ending.output.contains("Resume with --verify to read the rest.\n"))
            #expect(ending.output.hasSuffix("\nGo on with  patchbay resume sheet.patchbay --verify\n"))
            let resumed = await bench.patchbay(
                "resume", bench.path("sheet.patchbay"), "--yes", "--rate", "100000", "--verify")
            #expect(resumed.status == .done)
            #expect(resumed.output.contains("Verified: 8 connectors read as asked.\n"))
        }
    }

    @Test("a connector that changed since the plan is left alone, or overwritten where that is wanted")
    func drift() async throws {
        let arguments = ["--yes", "--rate", "100000"]
        for (option, status) in [("skip", Status.incomplete), ("overwrite", .done)] {
            let faults: FaultScript = [Fault(.status(401), on: [.updateConnectors], times: 1)]
            try await rollout([], faults) { bench, ending, emulator in
                #expect(ending.status == .stopped)
                let bar = await bench.patchbay(
                    ["connector", "update", "bar", "--voice-name", "en-GB-Neural2-B", "--yes"] + bench.options(emulator)
                )
                #expect(bar.status == .done, "\(bar.errors)")
                let resumed = await bench.patchbay(
                    ["resume", bench.path("sheet.patchbay"), "--on-drift", option] + arguments)
                #expect(resumed.status == status)
                let voice = try await emulator.store.snapshot().connectors.first { $0.connectorId == "bar" }?.voiceName
                #expect(voice == (option == "skip" ? "en-GB-Neural2-B" : "es-ES-Neural2-A"))
                #expect(
                    resumed.errors.contains(
                        "warning: connector bar: the connector changed since the plan was made: voice_name is"))
            }
        }
    }
}
