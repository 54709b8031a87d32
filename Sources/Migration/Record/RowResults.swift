import AgentsAPI
import AgentsClient
import ForeignText
import Foundation
import GRDB
import Telephony

/// How one row of the sheet ended.
struct RowResult {
    let line: Int
    /// In the order of `ResultsFile.columns`. Much of it comes from the server, so that none of it is trusted.
    let cells: [String]
}

/// Reads how the rows ended, in the order of the sheet.
final class RowResults {
    private let file: RunFile
    private let db: Database
    private let rows: RowCursor
    /// Rows of a batch end at the same time, so their times are worded once.
    private var time: (moment: Int64, text: String) = (0, "")

    private static let settings = [
        (Setting.variantID, "variant"), (.asrLangCode, "asr"), (.voiceName, "voice"), (.projectID, "project"),
    ]

    init(_ file: RunFile, _ db: Database) throws {
        (self.file, self.db) = (file, db)
        let columns = Self.settings.map { "change.\($0.1), before.\($0.1), after.\($0.1)" }.joined(separator: ", ")
        rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT row.line, \(RunFile.outcome), ifnull(change.attempts, 0), ifnull(verdict.at, change.finishedAt),
                    ifnull(before.name, ifnull(found.name, named.text)), change.after IS NOT NULL, reason.code,
                    reason.correlation, ifnull(reason.message, ''), reason.isTemplate, row.agent, row.number,
                    row.sheetConnector, found.name, \(columns)
                FROM row LEFT JOIN change ON change.id = row.change
                    LEFT JOIN verdict ON verdict.id = row.verdict
                    LEFT JOIN connector AS before ON before.id = change.before
                    LEFT JOIN connector AS after ON after.id = change.after
                    LEFT JOIN connector AS found ON found.id = row.connector
                    LEFT JOIN name AS named ON named.id = row.sheetConnector
                    LEFT JOIN reason ON reason.id = ifnull(verdict.reason, change.reason)
                ORDER BY row.id
                """)
    }

    func next() throws -> RowResult? {
        guard let row = try rows.next() else { return nil }
        let outcome = try RunFile.outcome(row[1])
        let message = try file.sentence(row, from: 8, db)
        var (changed, old, new): ([String], [String], [String]) = ([], [], [])
        let isAfterStored: Bool = row[5]
        let isAfterKnown = isAfterStored || outcome.isSuccess
        for (index, setting) in Self.settings.enumerated() {
            guard let wanted = row[14 + 3 * index] as Int64? else { continue }
            let name = setting.0.rawValue
            changed.append(name)
            old.append("\(name)=\(try text(row[15 + 3 * index]))")
            if isAfterKnown { new.append("\(name)=\(try text(isAfterStored ? row[16 + 3 * index] : wanted))") }
        }
        let (line, attempts): (Int, Int) = (row[0], row[2])
        let (connector, code, correlation): (String?, String?, String?) = (row[4], row[6], row[7])
        let cells: [String] = [
            String(line), outcome.rawValue, connector ?? "", changed.joined(separator: " "),
            old.joined(separator: " "), new.joined(separator: " "), code ?? "", message, correlation ?? "",
            attempts == 0 ? "" : String(attempts), finished(row[3]),
        ]
        return RowResult(line: line, cells: cells.map { HarmlessText.cell($0) })
    }

    /// 0 stands for a setting that is cleared.
    private func text(_ id: Int64?) throws -> String {
        guard let id, id != 0 else { return "" }
        return HarmlessText.make(try file.names.text(of: id, db))
    }

    private func finished(_ moment: Int64?) -> String {
        guard let moment else { return "" }
        if moment != time.moment { time = (moment, Date(milliseconds: moment).formatted(.iso8601)) }
        return time.text
    }
}

extension RunFile {
    /// A row without a verdict ends as its change does; one that was sent and has no answer is `unknown`.
    static let outcome = """
        CASE WHEN verdict.outcome IS NOT NULL THEN verdict.outcome WHEN change.outcome IS NOT NULL THEN change.outcome
            WHEN change.state = \(ChangeState.sent.rawValue) THEN 'unknown' ELSE 'not_attempted' END
        """

    static func outcome(_ name: String) throws -> Outcome {
        guard let outcome = Outcome(rawValue: name) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "unknown outcome \(name)")
        }
        return outcome
    }
}
