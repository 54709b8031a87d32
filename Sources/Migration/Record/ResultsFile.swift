import AgentsAPI
import AgentsClient
import Foundation
import Sheet

/// The results CSV: the sheet's own columns, verbatim and first, then what became of each row.
package struct ResultsFile: Sendable {
    package static let columns = [
        "result_line", "result_outcome", "result_connector_id", "result_changed", "result_before", "result_after",
        "result_error_code", "result_error", "result_correlation_id", "result_attempts", "result_finished_at",
    ]

    let record: RunRecord

    /// Writes the whole file under another name and then renames it, so that it is never seen half written.
    package func write(_ runFile: RunFile, to path: String) throws {
        try SheetWriter.replacing(path: path, dialect: record.dialect) { writer in
            writer.append(encodedCells: [UInt8](record.header))
            for column in Self.columns { writer.append(column) }
            try writer.endRecord()
            try runFile.forEachResult { try Self.write($0, &writer) }
            CrashPoint.writingResults.reach()
        }
        CrashPoint.wroteResults.reach()
    }

    private static func write(_ result: RowResult, _ writer: inout SheetWriter) throws {
        writer.append(encodedCells: [UInt8](result.cells))
        for cell in cells(of: result) { writer.append(cell) }
        try writer.endRecord()
    }

    private static func cells(of result: RowResult) -> [String] {
        [
            String(result.line), result.outcome.rawValue, result.connector ?? "",
            result.changes.map(\.setting.rawValue).joined(separator: " "),
            settings(result.changes) { $0.old },
            result.after.map { after in settings(result.changes) { $0.setting.value(in: after) } } ?? "",
            result.errorCode ?? "", result.error ?? "", result.correlationID ?? "",
            result.attempts == 0 ? "" : String(result.attempts),
            result.finishedAt?.formatted(.iso8601) ?? "",
        ]
    }

    /// Such as `asr_lang_code=es-ES voice_name=es-ES-Neural2-A`. Values come from the server, so nothing in them is trusted.
    private static func settings(_ changes: [SettingChange], _ value: (SettingChange) -> String) -> String {
        changes.map { "\($0.setting.rawValue)=\(HarmlessText.make(value($0)))" }.joined(separator: " ")
    }
}
