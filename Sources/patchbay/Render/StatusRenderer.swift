import AgentsClient
import ForeignText
import Foundation
import Migration

struct StatusRenderer {
    let world: World
    /// As the person gave it.
    let runFile: String

    private var style: Style { world.console.outputStyle }

    func lines(_ status: RunStatus) -> [String] {
        let record = status.record
        return [
            "\(status.takesBack ? "Undoes " : "Sheet  ")  \(world.shown(record.sheetPath))",
            "Target   \(record.target.inWords(world))",
            "Results  \(world.shown(status.results))",
            "Started  \(record.createdAt.formatted(.iso8601))",
            state(status),
            "",
        ] + OutcomeTable(rows: record.rowCount, isUnderWay: status.isUnderWay) { status.outcomes[$0] ?? 0 }.lines + [""]
            + collateral(status) + takenBack(status) + [changes(status)] + next(status)
    }

    private func state(_ status: RunStatus) -> String {
        let record = status.record
        if status.isUnderWay {
            return "State    \(style.green("under way")): another patchbay is working on it"
        }
        if let finishedAt = record.finishedAt {
            return "State    \(style.green("finished")) \(finishedAt.formatted(.iso8601))"
        }
        return "State    \(style.yellow("unfinished"))"
    }

    private func collateral(_ status: RunStatus) -> [String] {
        guard status.collateralNumbers > 0 else { return [] }
        return [
            style.yellow("\(counted(status.collateralNumbers, "number")) that the sheet does not name changed too.")
        ]
    }

    private func takenBack(_ status: RunStatus) -> [String] {
        status.takenBack.map { run in
            style.yellow("Taken back") + ", at least in part, \(run.at.formatted(.iso8601)) by \(world.shown(run.path))"
        }
    }

    private func changes(_ status: RunStatus) -> String {
        let rate = status.rate.map { ", \(rateText($0)) a second" } ?? ""
        let left = status.changes - status.settledChanges
        let rest = left == 0 ? "none is left" : "\(left) left"
        guard status.changes > 0 else { return "Nothing was to be changed." }
        let noun = status.numberChanges == 0 ? "connector" : "change"
        return "\(status.settledChanges) of \(counted(status.changes, noun)) done\(rate); \(rest)."
    }

    private func next(_ status: RunStatus) -> [String] {
        guard status.record.finishedAt == nil, !status.isUnderWay, status.takenBack.isEmpty else { return [] }
        let next = NextCommand(runFile: runFile, target: status.record.target, results: status.results)
        return ["Go on with  \(next.text(in: world))"]
    }
}
