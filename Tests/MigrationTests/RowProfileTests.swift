import Foundation
import Sheet
import Telephony
import TestSupport
import Testing

@testable import Migration

/// Rows whose other cells were seen before are not checked again. That must make no difference.
@Suite("Rows that are like rows before")
struct RowProfileTests {
    @Test("are read, and spoken of, as if each stood alone in its sheet", arguments: 1...8)
    func alike(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let header = Self.headers[seed % Self.headers.count]
        let columns = header.split(separator: ",").map(String.init)
        let rows = (0..<300).map { _ in
            columns.map { Self.cells[$0]?.randomElement(using: &random) ?? "" }.joined(separator: ",")
                + (Int.random(in: 0..<40, using: &random) == 0 ? ",extra" : "")
        }
        let together = try read([header] + rows)
        for (index, row) in rows.enumerated() {
            let line = index + 2
            let alone = try read([header, row])
            // A row of empty cells is none.
            #expect(together.rows[line] == alone.rows[2], "\(header): \(row)")
            let findings = together.findings.filter { $0.line == line && !Self.isOfRepeat($0) }
            #expect(findings.map(\.message) == alone.findings.map(\.message), "\(header): \(row)")
            #expect(findings.map(\.severity) == alone.findings.map(\.severity), "\(header): \(row)")
            #expect(findings.map(\.column) == alone.findings.map(\.column), "\(header): \(row)")
        }
    }

    private static let headers = [
        "phone_number,agent_id,voice_name", "phone_number,agent_id,connector_id,variant_id,voice_name,asr_lang_code",
        "agent_id,connector_id,project_id", "phone_number,note,agent_id,asr_lang_code,variant_id",
    ]

    private static let cells = [
        "phone_number": [
            "+442079460001", "+442079460002", "+442079460003", " +442079460004", "+442079460001 ", "442079460001",
            "+44 20 7946 0001", "+4420794600", "", " ", "null", "+1", "'+442079460001", "\"=\"\"+442079460001\"\"\"",
            "\u{200B}",
        ],
        "agent_id": ["HOME", "HOME", "AWAY", "", "null", "a b", " HOME", "\u{A0}HOME"],
        "connector_id": ["", "", "c01", "c02", "null", "c 1", "c/1", " c01", "c01\u{200B}"],
        "voice_name": [
            "en-GB-Neural2-B", "en-GB-Neural2-B", "de-DE-Neural2-C", "", "null", "en-gb-neural2-b", "x",
            "es-MX-Neural9-A",
        ],
        "asr_lang_code": ["en-GB", "en-GB", "de-DE", "", "null", "en_gb", "English"],
        "variant_id": ["", "spring", "null", "a b", " spring "],
        "project_id": ["", "AWAY", "null", "a/b"], "note": ["", "x", "y", "\"a,b\""],
    ]

    private static func isOfRepeat(_ finding: Finding) -> Bool { finding.message.rawValue.contains("is on line ") }

    /// What became of a row, whatever numbers its words have.
    private struct Seen: Equatable {
        var agent: String?
        var number: String?
        var connector: String?
        var settings: String?
        var problem: String?
    }

    private final class Sink: RowSink {
        var rows: [Int: Seen] = [:]

        func add(_ row: CheckedRow, _ vocabulary: Vocabulary) throws {
            rows[row.line] = Seen(
                agent: row.agent == 0 ? nil : vocabulary.agent(row.agent).rawValue,
                number: row.number?.description, connector: row.connector?.rawValue,
                settings: row.wish == 0 ? nil : "\(vocabulary.wish(row.wish))", problem: row.problem)
        }

        func contradict(_ contradiction: Contradiction, _ vocabulary: Vocabulary) throws {}
    }

    private func read(_ lines: [String]) throws -> (rows: [Int: Seen], findings: [Finding]) {
        let scratch = try ScratchDirectory()
        let path = try scratch.write(lines.joined(separator: "\n") + "\n", to: "numbers.csv")
        let events = Recorder<MigrationEvent>()
        let intake = Intake(
            sheetPath: path, options: SheetOptions(), observe: events.append, isStopped: { false })
        let sink = Sink()
        _ = try intake.read(try intake.open(), into: sink)
        // What is said once of many rows is another's to test.
        let findings = events.all.compactMap { event in
            if case .finding(let finding) = event, finding.rows == nil { finding } else { nil }
        }
        return (sink.rows, findings)
    }
}
