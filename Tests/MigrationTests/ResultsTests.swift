import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import GRDB
import Sheet
import Telephony
import TestSupport
import Testing

@testable import Migration

@Suite("The results CSV") struct ResultsTests {
    private static let columns =
        ["result_line", "result_outcome", "result_number", "result_connector_id", "result_changed"]
        + ["variant_id", "asr_lang_code", "voice_name", "project_id"].flatMap {
            ["result_before_\($0)", "result_after_\($0)"]
        } + [
            "result_error_code", "result_error", "result_correlation_id", "result_attempts", "result_finished_at",
            "result_target",
        ]

    @Test("the sheet's own columns come first, verbatim and in their order, in the sheet's dialect")
    func dialect() async throws {
        try await withBench { bench in
            let sheet =
                "\u{FEFF}Site;Phone;Notes\r\n Köln ;+442079460001;\"a; \"\"b\"\"\r\nc\"\r\n\r\n;+442079460002;\r\n"
            _ = try await bench.apply(sheet) {
                $0.options.sheet.fills["voice_name"] = Inventory.newVoice
                $0.pipeline.now = { Date(timeIntervalSince1970: 1_800_000_000) }
            }
            let text = String(decoding: try contents(bench.resultsPath), as: UTF8.self)
            let result =
                "c01;voice_name;;;;;en-GB-Neural2-A;en-GB-Neural2-B;;;;;;1;2027-01-15T08:00:00Z;"
                + bench.emulator.baseURL
            #expect(
                text == "\u{FEFF}Site;Phone;Notes;\(Self.columns.joined(separator: ";"))\r\n"
                    + "\" Köln \";+442079460001;\"a; \"\"b\"\"\r\nc\";2;updated;+442079460001;\(result)\r\n"
                    + ";+442079460002;;5;updated;+442079460002;\(result.replacing("c01", with: "c02"))\r\n")
        }
    }

    @Test("every row has a line, an outcome and, where it went wrong, a reason")
    func everyOutcome() async throws {
        let shared = InventoryEntry(number: Inventory.number(50), connector: Inventory.connector("c05"))
        try await withBench(Inventory.connectors(5) + [shared]) { bench in
            let sheet = """
                phone_number,voice_name
                +442079460001,en-GB-Neural2-B
                +442079460002,en-GB-Neural2-A
                +442079460003,en-GB-Neural2-O
                nonsense,en-GB-Neural2-B
                +442079460077,en-GB-Neural2-B
                +442079460005,en-GB-Neural2-B
                """
            let ending = try await bench.apply(sheet) { $0.options.skipsInvalid = true }
            #expect(ending.outcomes == ["updated", "unchanged", "rejected", "invalid", "not_found", "blocked"])
            #expect(ending.results["line"] == ["2", "3", "4", "5", "6", "7"])
            #expect(ending.results["connector_id"] == ["c01", "c02", "c03", "", "", "c05"])
            #expect(ending.results["error"].map(\.isEmpty) == [true, true, false, false, false, false])
            #expect(ending.results["finished_at"].allSatisfy { $0.hasSuffix("Z") })
            #expect(ending.summary.outcomes.values.reduce(0, +) == 6 && ending.summary.rows == 6)
        }
    }

    @Test("rows of odd length keep the result columns in their place")
    func oddRows() async throws {
        try await withBench { bench in
            let sheet = "phone_number,voice_name,note\n+442079460001,en-GB-Neural2-B\n+442079460002,x,y,z\n"
            let ending = try await bench.apply(sheet) { $0.options.skipsInvalid = true }
            #expect(ending.outcomes == ["updated", "invalid"])
            #expect(ending.results["line"] == ["2", "3"])
        }
    }

    @Test("the results are a sheet: what an earlier run wrote is dropped, and rows that failed can be applied again")
    func resultsAsSheet() async throws {
        try await withBench { bench in
            let first = try await bench.apply("phone_number,note,voice_name\n+442079460001,a,en-GB-Neural2-O\n")
            #expect(first.outcomes == ["rejected"])
            let results = String(decoding: try contents(bench.resultsPath), as: UTF8.self)
            let corrected = results.replacing("a,en-GB-Neural2-O", with: "a,en-GB-Neural2-B")
            let second = try await bench.apply(corrected)
            #expect(second.outcomes == ["updated"])
            #expect(second.results.header == ["phone_number", "note", "voice_name"] + Self.columns)
        }
    }

    @Test("an interrupted and resumed run has the results of an undisturbed one")
    func resumed() async throws {
        let sheet = Inventory.sheet(
            "phone_number,voice_name",
            (1...6).map { "\(Inventory.number($0)),\($0 == 4 ? Inventory.refusedVoice : Inventory.newVoice)" })
        var undisturbed: [[String: String]] = []
        try await withBench(Inventory.connectors(6)) { bench in
            undisturbed = try await bench.apply(sheet) { $0.pipeline.batchSize = 2 }.results.timeless
        }
        try await withBench(Inventory.connectors(6)) { bench in
            let turns = Turns()
            let stopped = try await bench.apply(sheet) {
                $0.pipeline.batchSize = 2
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    return turns.next(request) == 2 ? .fail(.interrupted) : .pass
                }
            }
            #expect(stopped.results.timeless != undisturbed)
            #expect(try await bench.apply(sheet) { $0.pipeline.batchSize = 2 }.results.timeless == undisturbed)
        }
    }

    @Test("rows and outcomes that do not add up write no results")
    func accounting() async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout(1...3))
            try FileManager.default.removeItem(atPath: bench.resultsPath)
            let pipeline = Pipeline { _ in }
            let runFile = try RunFile.openForReading(bench.runFilePath)
            try runFile.write { try $0.execute(sql: "DELETE FROM row WHERE id = 2") }
            #expect(throws: AccountingDefect.self) { try pipeline.writeResults(of: runFile, to: nil) }
            #expect(try !bench.scratch.names.contains("numbers.results.csv"))
        }
    }

    @Test("the results can be written again, and elsewhere")
    func again() async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout(1...3))
            let runFile = try RunFile.openForReading(bench.runFilePath)
            let other = bench.scratch.path("other.csv")
            #expect(try Pipeline { _ in }.writeResults(of: runFile, to: other) == other)
            #expect(try contents(other) == contents(bench.resultsPath))
        }
    }
}
