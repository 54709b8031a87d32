import AgentsAPI
import AgentsClient
import ForeignText
import Foundation
import GRDB
import Telephony

/// How one row ended.
struct RowResult {
    /// Nil for one that is not the sheet's.
    let line: Int?
    /// Empty where a row names a connector alone.
    let number: String
    /// In the order of `ResultsFile.columns`. Much of it comes from the server, so that none of it is trusted.
    let cells: [String]
}

/// Reads how rows ended, in their order.
final class RowResults {
    enum Group {
        case sheet
        /// Numbers that the sheet does not name and that changed with others.
        case collateral
        /// Rows that were changed and that an edited sheet does not have any more.
        case former
    }

    private let file: RunFile
    private let db: Database
    private let group: Group
    private let target: String
    private let rows: RowCursor
    /// Rows of a batch end at the same time, so their times are worded once.
    private var time: (moment: Int64, text: String) = (0, "")

    private static let settings = [
        (Setting.variantID, "variant"), (.asrLangCode, "asr"), (.voiceName, "voice"), (.projectID, "project"),
    ]

    init(_ group: Group, of record: RunRecord, _ file: RunFile, _ db: Database) throws {
        (self.file, self.db, self.group) = (file, db, group)
        target = record.target.emulatorInventory.map { "rehearsal on \($0)" } ?? record.target.rawValue
        let source =
            switch group {
            case .sheet: "row"
            case .collateral: "(\(RunFile.collateralRows)) AS row"
            case .former: "(\(RunFile.formerRows)) AS row"
            }
        let hasSteps = try group == .sheet && file.hasSteps(db)
        // Settings are those of the last change, whichever decides on the outcome.
        let last = hasSteps ? "last" : "change"
        let columns = Self.settings.map { "\(last).\($0.1), before.\($0.1), after.\($0.1)" }.joined(separator: ", ")
        let steps = """
            (SELECT group_concat(kind) FROM (
                SELECT change.kind AS kind FROM step JOIN change ON change.id = step.change
                WHERE step.row = row.id ORDER BY step.id))
            """
        let madeSteps = steps.replacing(
            "WHERE step.row = row.id", with: "WHERE step.row = row.id AND change.outcome = '\(Outcome.updated)'")
        let hasFormer = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM formerRow)") ?? false
        let before = hasFormer ? "ifnull(origin.before, \(last).before)" : "\(last).before"
        rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT row.line, \(RunFile.outcome), ifnull(change.attempts, 0), ifnull(verdict.at, change.finishedAt),
                    ifnull(target.text, ifnull(before.name, ifnull(found.name, named.text))),
                    \(last).after IS NOT NULL, reason.code, reason.correlation, ifnull(reason.message, ''),
                    reason.isTemplate, row.agent, row.number, row.sheetConnector, found.name, \(columns),
                    \(last).kind, \(hasSteps ? steps : "NULL"), \(hasSteps ? madeSteps : "NULL")
                FROM \(source) LEFT JOIN change
                        ON change.id = \(group == .sheet ? try file.decidingChange(db) : "row.change")
                    \(hasSteps ? "LEFT JOIN change AS last ON last.id = row.change" : "")
                    \(hasFormer ? Self.origin : "")
                    LEFT JOIN name AS target ON target.id = \(last).target
                        AND ifnull(\(last).outcome, '') IN ('\(Outcome.updated)', '\(Outcome.unchanged)')
                    LEFT JOIN verdict ON verdict.id = row.verdict
                    LEFT JOIN connector AS before ON before.id = \(before)
                    LEFT JOIN connector AS after ON after.id = \(last).after
                    LEFT JOIN connector AS found ON found.id = row.connector
                    LEFT JOIN name AS named ON named.id = row.sheetConnector
                    LEFT JOIN reason ON reason.id = ifnull(verdict.reason, change.reason)
                ORDER BY row.id
                """)
    }

    /// What a connector was before the first change of the run, where an edited sheet made another one, or would. It
    /// keeps its ID when it moves to another agent.
    private static let origin = """
        LEFT JOIN connector AS planned ON planned.id = change.before
        LEFT JOIN (
            SELECT connector.name AS name, change.before AS before, MIN(change.id)
            FROM change JOIN connector ON connector.id = change.before WHERE \(RunFile.isMade) GROUP BY connector.name
        ) AS origin ON origin.name = planned.name
        """

    func next() throws -> RowResult? {
        guard let row = try rows.next() else { return nil }
        let outcome = try RunFile.outcome(row[1])
        var changed: [String] = []
        var values: [String] = []
        let isAfterStored: Bool = row[5]
        let isAfterKnown = isAfterStored || outcome.isSuccess
        changed += try steps(row)
        for (index, setting) in Self.settings.enumerated() {
            guard let wanted = row[14 + 3 * index] as Int64? else {
                values += ["", ""]
                continue
            }
            changed.append(setting.0.rawValue)
            values.append(try text(row[15 + 3 * index]))
            values.append(isAfterKnown ? try text(isAfterStored ? row[16 + 3 * index] : wanted) : "")
        }
        let line: Int? = row[0]
        let (attempts, connector, code, correlation): (Int, String?, String?, String?) = (
            row[2], row[4], row[6], row[7]
        )
        let number = try (row[11] as Int64?).map { try file.number($0, db) } ?? ""
        var cells = [line.map(String.init) ?? "", outcome.rawValue, number, connector ?? ""]
        cells.append(changed.joined(separator: " "))
        cells += values
        cells += [code ?? "", try message(row, outcome), correlation ?? "", attempts == 0 ? "" : String(attempts)]
        cells += [finished(row[3]), target]
        return RowResult(line: line, number: HarmlessText.cell(number), cells: cells.map { HarmlessText.cell($0) })
    }

    /// Of a row that did not come to its end, what was done all the same.
    private func madeSteps(_ row: Row, _ outcome: Outcome) throws -> String {
        let place = 14 + 3 * Self.settings.count + 2
        guard !outcome.isSuccess, let made = row[place] as String? else { return "" }
        let steps = try made.split(separator: ",").compactMap { Int64($0) }.map { kind in
            try file.kind(kind).name ?? "settings of its connector"
        }
        return "Done before that: \(steps.joined(separator: ", "))."
    }

    /// What is done to the number, in order.
    private func steps(_ row: Row) throws -> [String] {
        let place = 14 + 3 * Self.settings.count
        let earlier = (row[place + 1] as String?)?.split(separator: ",").compactMap { Int64($0) } ?? []
        let all = earlier + [row[place] as Int64?].compactMap(\.self)
        return try all.compactMap { try file.kind($0).name }
    }

    private func message(_ row: Row, _ outcome: Outcome) throws -> String {
        switch group {
        case .sheet:
            try [file.sentence(row, from: 8, db), madeSteps(row, outcome)].filter { !$0.isEmpty }.joined(separator: " ")
        case .collateral:
            "No valid row names this number. It changed because it shares its connector with a number of the sheet."
        case .former: "An earlier version of the sheet had this row. What it changed stays changed."
        }
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
