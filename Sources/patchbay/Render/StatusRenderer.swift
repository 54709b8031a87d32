import Foundation
import Migration

struct StatusRenderer {
    let style: Style

    func lines(_ status: RunStatus) -> [String] {
        let record = status.record
        return [
            "Sheet    \(record.sheetPath)",
            "Target   \(record.target.rawValue)",
            "Started  \(record.createdAt.formatted(.iso8601))",
            state(record),
            "",
        ] + outcomes(status) + ["", changes(status)]
    }

    private func state(_ record: RunRecord) -> String {
        if let finishedAt = record.finishedAt {
            return "State    \(style.green("finished")) \(finishedAt.formatted(.iso8601))"
        }
        return "State    \(style.yellow("unfinished"))"
    }

    private func outcomes(_ status: RunStatus) -> [String] {
        let rows = Outcome.allCases.compactMap { outcome in
            status.outcomes[outcome].map { "  \(outcome.rawValue.padded(to: 14))\($0)" }
        }
        return rows + ["  \("rows".padded(to: 14))\(status.record.rowCount)"]
    }

    private func changes(_ status: RunStatus) -> String {
        let rate = status.rate.map { ", \(Int($0.rounded())) a second" } ?? ""
        let left = status.changes - status.settledChanges
        return "\(status.settledChanges) of \(counted(status.changes, "change")) settled\(rate); \(left) left."
    }
}
