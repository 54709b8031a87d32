import AgentsAPI
import AgentsClient
import Emulator
import ForeignText
import Foundation
import Telephony
import Testing

@testable import patchbay

/// Text that wants to do something to the terminal it is shown on, and to be taken for a line of ours.
enum Hostile {
    static let text =
        "\u{1B}[2J\u{1B}]0;x\u{7}\u{8}\u{9B}31m\u{202E}\u{2066}\u{200B}\u{FEFF}\u{E0041}"
        + "\u{85}\rFORGED\nFORGED\u{2028}FORGED"

    /// What of a text is more than text, and the lines in it that are not ours.
    static func harm(in text: String) -> [String] {
        let scalars = text.unicodeScalars.filter { !$0.isHarmless && $0 != "\n" }.map { $0.escaped(asASCII: true) }
        return scalars + text.split(separator: "\n").filter { $0.hasPrefix("FORGED") }.map(String.init)
    }

    static func connector(_ id: String) -> Connector {
        Connector(
            connectorId: ConnectorID(rawValue: id + text), name: "The line" + text,
            accountId: AccountID(rawValue: "ws" + text), projectId: "SALES",
            clientEnv: ClientEnvironment(rawValue: "live" + text), variantId: VariantID(rawValue: "spring" + text),
            asrLangCode: "en-GB", ttsLangCode: "en-GB" + text, voiceName: "en-GB-Wavenet-B" + text,
            disableHandoff: false)
    }
}

/// A hotel whose front desk has two numbers and whose names are all hostile. Standard input is a terminal where all is
/// agreed to.
func withHostileHotel(
    _ faults: FaultScript = .none, _ body: (Bench, RunningEmulator) async throws -> Void
) async throws {
    try await withBench { bench in
        var configuration = EmulatorConfiguration()
        configuration.faults = faults
        configuration.seed = try EmulatorSeed([
            InventoryEntry(number: Hotel.phone(1), connector: Hostile.connector("front"), origin: "1"),
            InventoryEntry(number: Hotel.phone(2), connector: Hostile.connector("front"), origin: "2"),
        ])
        var bench = bench
        bench.answers = ["y"]
        try await withEmulator(configuration) { try await body(bench, $0) }
    }
}

extension Bench {
    /// Paths of sheets, and an ID, by the words that stand for them.
    func places() throws -> [String: String] {
        let cell = "\"\(Hostile.text)\""
        let row = "\(cell),\(Hotel.phone(1)),\(cell)\n\(cell),\(cell),de-DE\nx,\(Hotel.phone(1)),es-ES,\(cell)\n"
        return [
            "ID": "front" + Hostile.text,
            "SHEET": try write("sheet.csv", Hotel.rollout),
            "MOVE": try write(
                "move.csv", "phone,voice\n\(Hotel.phone(1)),en-GB-Neural2-A\n\(Hotel.phone(2)),es-ES-Neural2-A\n"),
            "ONE": try write("one.csv", "phone,variant_id\n\(Hotel.phone(1)),summer\n"),
            "HOSTILE": try write("she\(Hostile.text).csv", "\(cell),phone,asr_lang_code\n" + row),
        ]
    }

    /// Holds what was printed, and the results that were written, but for a sheet's own cells.
    func expectHarmless(_ ending: Ending, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(Hostile.harm(in: ending.output) == [], sourceLocation: sourceLocation)
        #expect(Hostile.harm(in: ending.errors) == [], sourceLocation: sourceLocation)
        for file in try files where file.hasSuffix(".results.csv") {
            let results = try read(file).replacing("\"\(Hostile.text)\"", with: "own")
            #expect(Hostile.harm(in: results) == [], sourceLocation: sourceLocation)
        }
    }
}
