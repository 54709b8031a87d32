import AgentsAPI
import Emulator
import Telephony
import TestSupport
import Testing

@testable import patchbay

@Suite("export") struct ExportTests {
    private static let numbers = [
        "+44207946000", "+4420794600012", "+1", "+12025", "+999123456789", "+4402079460001", "+210123456",
        "+18005550100",
        "+442079460009", "+123456789012345", "+88213", "+80012345678",
    ]
    private static let ids = [
        "front", "NULL", "null", "n/a", "-", "c 1", "c/1", "naïve", "#REF!", "=B2", "6.00E+19", "0", "conn-ce2f6224",
        "a=b+c",
        "x\u{200B}y", "TRUE", "", "a\tb", "a;b",
    ]
    private static let voices = [
        "en-GB-Wavenet-B", "Rachel", "eleven_labs/21m00Tcm4TlvDq8ikWAM", "en-GB-Neural9-Z", "mi-NZ-Standard-A",
        "en-gb-wavenet-b", "null", "", "en-UK-Neural2-A", "zh-CN-Wavenet-B", "=HYPERLINK(1)", "voice\nbreak",
    ]
    private static let languages = [
        "en-GB", "english", "EN_gb", "xx-YY", "", "null", "es-419", "iw-IL", "cmn-Hans-CN", "multi", "en-UK",
    ]

    /// Connectors and numbers such as no sheet of ours would hold.
    private static func oddInventory(_ random: inout SeededGenerator) throws -> EmulatorSeed {
        var numbers = Self.numbers.shuffled(using: &random)
        var entries: [InventoryEntry] = []
        for id in ids.shuffled(using: &random) where !id.isEmpty {
            let connector = Connector(
                connectorId: ConnectorID(rawValue: id), name: ids.randomElement(using: &random) ?? "",
                accountId: "ws-1", projectId: "SALES",
                clientEnv: ["live", "sandbox", "odd env"].randomElement(using: &random)!,
                variantId: VariantID(rawValue: ids.randomElement(using: &random) ?? ""),
                asrLangCode: languages.randomElement(using: &random) ?? "", ttsLangCode: "x",
                voiceName: voices.randomElement(using: &random) ?? "", disableHandoff: false)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                guard let number = numbers.popLast() else { break }
                entries.append(InventoryEntry(number: number, connector: connector))
            }
            entries.append(InventoryEntry(connector: connector))
        }
        entries += numbers.map { number in
            InventoryEntry(
                .unroutedNumber(number, project: "SALES", account: "ws-1", clientEnv: "live"), origin: number)
        }
        return try EmulatorSeed(entries)
    }

    @Test("passes check, whatever the API holds, and what it could not say is said", arguments: 1...24)
    func passesCheck(seed: Int) async throws {
        try await withBench { bench in
            var random = SeededGenerator(seed: UInt64(seed))
            var configuration = EmulatorConfiguration()
            configuration.seed = try Self.oddInventory(&random)
            try await withEmulator(configuration) { emulator in
                let options = bench.options(emulator)
                let export = await bench.patchbay(["export"] + (seed.isMultiple(of: 3) ? ["--excel"] : []) + options)
                #expect(export.status == .done)
                #expect(export.errors.contains("left empty, as no sheet can say"))
                let sheet = try bench.write("export.csv", export.output)
                let check = await bench.patchbay("check", sheet)
                #expect(check.status == .done, "\(check.errors)")
                #expect(!check.errors.contains("only carried along"))
                for number in Self.numbers { #expect(export.output.contains(number), "\(number)") }
                let rehearsal = await bench.patchbay(
                    "export", "--agent", "SALES", "--emulator", sheet, "--rate", "100000")
                #expect(rehearsal.status == .done, "\(rehearsal.errors)")
            }
        }
    }

    @Test("a number that no sheet can name takes its row along, which would mean the whole connector without it")
    func unnameable() {
        var warnings = ExportWarnings()
        let row = [
            "12345", "front", "SALES", "", "en-GB", "en-GB-Neural2-A", "SALES", "", "live", "", "ws-1", "false", "", "",
        ]
        #expect(warnings.cells(of: row) == nil)
        #expect(warnings.cells(of: [""] + row.dropFirst()) != nil)
        #expect(warnings.lines(.plain).last == "warning: 1 row left out, as no sheet can name them: 12345.")
    }

    @Test("a voice of another maker is left out by name, and the row still changes other settings")
    func otherMaker() async throws {
        try await withBench { bench in
            var configuration = EmulatorConfiguration()
            var connector = Connector(
                connectorId: "front", name: "", accountId: "ws-1", projectId: "SALES", clientEnv: "live",
                variantId: "spring", asrLangCode: "en-GB", ttsLangCode: "en-GB", voiceName: "Rachel",
                disableHandoff: false)
            configuration.seed = try EmulatorSeed([InventoryEntry(number: Hotel.phone(1), connector: connector)])
            try await withEmulator(configuration) { emulator in
                let export = await bench.patchbay(["export"] + bench.options(emulator))
                #expect(
                    export.errors == """
                        warning: 1 cell left empty, as no sheet can say what the API has there: voice_name 'Rachel' of \
                        front. An empty cell leaves it alone.
                        note: Names of projects or variants are left out, as they could not be read: the API \
                        answered with status 404 AGENT_NOT_DESCRIBED, “This emulator began without --seed-account, so \
                        it does not know what agent SALES has”.

                        """)
                let sheet = try bench.write("sheet.csv", export.output.replacing("spring", with: "summer"))
                let applied = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
                #expect(applied.status == .done, "\(applied.errors)")
                connector.variantId = "summer"
                #expect(try await emulator.store.snapshot().connectors == [connector])
            }
        }
    }
}
