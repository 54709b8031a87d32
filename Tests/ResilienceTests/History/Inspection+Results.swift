import AgentsAPI
import Migration
import Telephony
import TestSupport

// What the results CSV says.
extension Inspection {
    private static let columns =
        ["result_line", "result_outcome", "result_number", "result_connector_id", "result_changed"]
        + ["variant_id", "asr_lang_code", "voice_name", "project_id"].flatMap {
            ["result_before_\($0)", "result_after_\($0)"]
        } + [
            "result_error_code", "result_error", "result_correlation_id", "result_attempts", "result_finished_at",
            "result_target",
        ]

    func misplacedResults() -> [String] {
        if let record = history.record, record.rows.count != rows.count {
            return ["The sheet has \(rows.count) rows and the run file \(record.rows.count)."]
        }
        guard let results = history.results else {
            return history.hasEnded ? ["The session ended and wrote no results."] : []
        }
        guard results.rows.count == rows.count else {
            return ["The sheet has \(rows.count) rows and the results have \(results.rows.count)."]
        }
        guard results.header == history.sheet.header + Self.columns else {
            return ["The results have the columns \(results.header)."]
        }
        return zip(rows, results.rows).flatMap { row, cells in
            let own = zip(history.sheet.header, row.asked.cells).filter { cells[$0] != $1 }
                .map { "\(row.name) has “\($1)” as its \($0), and its result “\(cells[$0] ?? "")”." }
            let line =
                cells["result_line"] == "\(row.asked.line)" ? [] : ["\(row.name) has the result of another line."]
            return own + line + misstatedOutcome(of: row, cells)
        }
    }

    private func misstatedOutcome(of row: JudgedRow, _ cells: [String: String]) -> [String] {
        let outcome = cells["result_outcome"] ?? ""
        guard Outcome(rawValue: outcome) != nil else { return ["\(row.name) has no outcome: “\(outcome)”."] }
        guard history.record == nil || row.outcome == outcome else {
            return ["\(row.name) is \(outcome) in the results and \(row.outcome ?? "missing") in the run file."]
        }
        return []
    }

    func falseResults() -> [String] {
        guard let results = history.results, results.rows.count == rows.count else { return [] }
        return zip(rows, results.rows).filter { !$0.0.isOfPlaces }.flatMap { row, cells in
            expectedCells(of: row).sorted { $0.key < $1.key }.filter { !$1.contains(cells[$0] ?? "") }
                .map {
                    """
                    \(row.name) has the \($0) “\(cells[$0] ?? "")” and should have \
                    “\($1.joined(separator: "” or “"))”.
                    """
                }
        }
    }

    /// What may stand in the columns that tell of the connector; those that are not listed are not known.
    private func expectedCells(of row: JudgedRow) -> [String: [String]] {
        guard let change = row.change else {
            let connector = unchangedConnector(of: row).map { ["result_connector_id": [$0]] } ?? [:]
            let settings = Setting.allCases.flatMap { ["result_before_\($0.rawValue)", "result_after_\($0.rawValue)"] }
            return connector.merging((["result_changed"] + settings).map { ($0, [""]) }) { $1 }
        }
        let connector = change.connector
        guard isReliable(connector), let before = before[connector], let after = after[connector] else {
            return ["result_connector_id": [connector.rawValue]]
        }
        let changed = row.asked.settings.filter { $0.value(in: before) != $1 }.keys
        let names = Setting.allCases.filter(changed.contains).map(\.rawValue).joined(separator: " ")
        var cells = [
            "result_connector_id": [row.route?.connector.rawValue ?? ""], "result_changed": [names],
        ]
        for setting in Setting.allCases {
            let isChanged = changed.contains(setting)
            cells["result_before_\(setting.rawValue)"] = [isChanged ? setting.value(in: before) : ""]
            guard !hasLateChange(connector) else { continue }
            let seen = isChanged ? setting.value(in: after) : ""
            cells["result_after_\(setting.rawValue)"] = row.outcome == "updated" ? [seen] : [seen, ""]
        }
        return cells
    }

    /// What a row that changes nothing names as its connector: the one that was found, and the sheet's own where rows
    /// that contradict each other kept it from being looked for. Nil when it is not known.
    private func unchangedConnector(of row: JudgedRow) -> String? {
        guard !row.isMisled, let route = row.route, let outcome = row.outcome,
            ["unchanged", "blocked", "conflict"].contains(outcome)
        else { return nil }
        return isContradicted(row.asked) ? row.asked.connector?.rawValue ?? "" : route.connector.rawValue
    }

    private func isContradicted(_ asked: AskedRow) -> Bool {
        asked.phone != nil
            && history.sheet.rows.contains {
                !$0.isInvalid && $0.agent == asked.agent && $0.phone == asked.phone && $0.wish != asked.wish
            }
    }
}
