import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Telephony
import Testing

@testable import patchbay

@Suite("text from outside") struct HostileTextTests {
    @Test(
        "what the API calls its things reaches neither a terminal nor a file raw",
        arguments: [
            ["connector", "list"], ["connector", "show", "ID"], ["connector", "lookup", Hotel.phone(1)],
            ["connector", "update", "ID", "--voice-name", "en-GB-Neural2-A"], ["connector", "delete", "ID"],
            ["number", "list"], ["plan", "SHEET"], ["apply", "SHEET"], ["apply", "MOVE", "--allow-collateral"],
            ["apply", "ONE"], ["export"],
        ], ["text", "json"])
    func names(_ arguments: [String], format: String) async throws {
        try await withHostileHotel { bench, emulator in
            let places = try bench.places()
            let words = arguments.map { places[$0] ?? $0 } + bench.options(emulator) + ["--log-level", "trace"]
            let ending = await bench.patchbay(words + (arguments == ["export"] ? [] : ["--format", format]))
            #expect(!ending.output.isEmpty)
            #expect((ending.output + ending.errors).contains("front"))
            try bench.expectHarmless(ending)
        }
    }

    @Test("an export says what it leaves out of what the API said, and holds nothing that could be applied of it")
    func export() async throws {
        try await withHostileHotel { bench, emulator in
            let ending = await bench.patchbay(["export"] + bench.options(emulator))
            #expect(ending.errors.hasPrefix("warning: 8 cells held invisible or control characters, which are spaces"))
            #expect(ending.errors.contains("warning: 6 cells left empty, as no sheet can say what the API has there: "))
            #expect(ending.errors.contains("connector_id 'front\\u{1B}[2J"))
            let sheet = try bench.write("export.csv", ending.output)
            let check = await bench.patchbay("check", sheet)
            #expect(check.status == .done)
            #expect(!ending.output.contains("spring"))
        }
    }

    @Test(
        "what the API answers when it refuses reaches neither a terminal nor a file raw",
        arguments: [
            .status(StatusFault(400, code: ErrorCode(rawValue: "BAD" + Hostile.text), message: "No" + Hostile.text)),
            .status(StatusFault(403, code: ErrorCode(rawValue: "BAD" + Hostile.text), message: "No" + Hostile.text)),
            .wrongShape([Hostile.text: "x", "results": [["connectorId": .string("front" + Hostile.text)]]]),
            .wrongShape(.string(Hostile.text + "\u{0}")), .addResult(ConnectorID(rawValue: Hostile.text)),
            .updates(.failItems(UpdateFailure(error: "No" + Hostile.text, code: ErrorCode(rawValue: Hostile.text)))),
            .updates(.storeOther(ConnectorPatch(asrLangCode: "es-ES", voiceName: "es" + Hostile.text))),
        ] as [FaultKind])
    func refusals(_ kind: FaultKind) async throws {
        try await withHostileHotel(FaultScript([Fault(kind, on: [.updateConnectors, .updateConnector])])) {
            bench, emulator in
            for format in ["text", "json"] {
                let sheet = try bench.write("\(format).csv", Hotel.rollout)
                let words = ["apply", sheet, "--format", format, "--log-level", "trace"] + bench.options(emulator)
                let ending = await bench.patchbay(words)
                #expect(ending.status != .done || kind.name == .addResult)
                try bench.expectHarmless(ending)
            }
        }
    }

    @Test(
        "neither do a sheet's own texts, the names of files, and arguments",
        arguments: [
            ["check", "HOSTILE"], ["check", "HOSTILE", "--format", "json"], ["plan", "HOSTILE"],
            ["apply", "HOSTILE", "--skip-invalid", "--yes"], ["check", "SHEET", "--map", Hostile.text + "=phone"],
            ["check", Hostile.text], ["status", Hostile.text], ["resume", Hostile.text], ["results", "HOSTILE"],
            ["check", "SHEET", "--set", Hostile.text + "=x"], ["check", "SHEET", "--delimiter", Hostile.text],
            ["export", "--emulator", Hostile.text], ["export", "--emulator", "HOSTILE"],
            ["export", "--api-key-file", Hostile.text, "--region", "uk"],
            ["connector", "list", "--agent", Hostile.text],
            ["connector", "lookup", Hostile.text], ["check", "--" + Hostile.text], [Hostile.text],
            ["connector", "show", "x", "--base-url", "http://x/" + Hostile.text],
            ["emulator", "--faults", Hostile.text], ["emulator", "--seed", "HOSTILE"],
            ["emulator", "--host", Hostile.text],
        ])
    func files(_ arguments: [String]) async throws {
        try await withHostileHotel { bench, emulator in
            let places = try bench.places()
            let words = arguments.map { places[$0] ?? $0 }
            let isLocal = ["check", "status", "resume", "results", "emulator"].contains(arguments[0])
            let isWhole =
                isLocal || words.contains { ["--agent", "--emulator", "--region", "--base-url"].contains($0) }
            let agent = words.contains("--agent") || isLocal ? [] : ["--agent", "SALES"]
            let ending = await bench.patchbay(words + (isWhole ? agent : bench.options(emulator)))
            #expect(!(ending.errors + ending.output).isEmpty)
            try bench.expectHarmless(ending)
        }
    }

    @Test("the run file of a hostile sheet is shown, and its results are written, without harm")
    func runs() async throws {
        try await withHostileHotel { bench, emulator in
            let sheet = try bench.places()["HOSTILE"] ?? ""
            let path = sheet.replacingExtension(with: "patchbay")
            _ = await bench.patchbay(["apply", sheet, "--skip-invalid", "--yes"] + bench.options(emulator))
            for words in [
                ["status", path], ["status", path, "--format", "json"], ["results", path], ["resume", path],
            ] {
                let ending = await bench.patchbay(words)
                #expect(ending.status == .done || ending.status == .incomplete)
                try bench.expectHarmless(ending)
            }
        }
    }

    @Test("of a line only the ends and the colours of its own style are more than text")
    func gate() {
        let line = Style.coloured.red("a\u{1B}[2Jb\u{1B}[5mc\u{9B}31m") + "\n\u{1B}[31" + Hostile.text
        let gated = Style.coloured.harmless(line)
        #expect(gated.hasPrefix("\u{1B}[31ma\u{FFFD}[2Jb\u{FFFD}[5mc\u{FFFD}31m\u{1B}[0m\n\u{FFFD}[31"))
        #expect(gated.unicodeScalars.count { $0 == "\u{1B}" } == 2)
        #expect(!Style.plain.harmless(line).unicodeScalars.contains("\u{1B}"))
        #expect(Style.plain.harmless("plain\n→ é\n") == "plain\n→ é\n")
    }

    @Test("JSON escapes what a terminal would obey and means the same")
    func json() throws {
        let text = try JSONOutput.text([Hostile.text + "\u{0}\u{7F}é\u{E000}"])
        #expect(Hostile.harm(in: text).isEmpty)
        #expect(
            try JSONDecoder().decode([String].self, from: Data(text.utf8)) == [Hostile.text + "\u{0}\u{7F}é\u{E000}"])
    }
}
