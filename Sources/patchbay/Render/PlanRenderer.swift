import AgentsAPI
import AgentsClient
import ForeignText
import Migration
import Sheet
import Telephony

/// Shows what would change, and what will not and why.
struct PlanRenderer {
    let style: Style
    /// The sheet as messages name it, which is harmless.
    let sheet: String
    /// Where the changes go, in words.
    let target: String
    /// The most changes, and the most rows without one, to show; nil shows all.
    var limit: Int?
    var showsAllFindings = false
    /// What carrying it out comes to.
    var expected: ExpectedRequests?
    /// Whether it takes another run back: then what cannot be taken back comes first.
    var takesBack = false

    func render(_ runFile: RunFile, _ summary: PlanSummary, _ print: (String) -> Void) throws {
        if takesBack { try renderRowsWithoutChange(runFile, print) }
        var shown = 0
        try runFile.forEachPlannedChange(limit: limit) { change in
            shown += 1
            lines(change).forEach(print)
        }
        if let rest = rest(summary.changes) {
            print("… and \(counted(rest, "more change")); 'patchbay \(takesBack ? "undo --plan" : "plan")' shows all.")
        }
        if shown > 0 { print("") }
        if !takesBack { try renderRowsWithoutChange(runFile, print) }
        totals(summary).forEach(print)
    }

    private func renderRowsWithoutChange(_ runFile: RunFile, _ print: (String) -> Void) throws {
        var shown = 0
        var groups = FindingGroups()
        try runFile.forEachRefusedRow { row in
            shown += 1
            guard shown <= limit ?? .max else { return }
            let finding = Finding(
                .error, file: sheet, line: row.line, column: row.outcome.rawValue,
                message: Finding.Message(rawValue: row.message))
            guard groups.admits(finding) || showsAllFindings else { return }
            let outcome = style.yellow(row.outcome.rawValue)
            print("\(sheet):\(row.line): \(outcome): \(HarmlessText.whole(row.message))")
        }
        for (first, more) in groups.rest where !showsAllFindings {
            let outcome = style.yellow(first.column ?? "")
            print("\(sheet): \(outcome): \(counted(more, "more row")) like the one on line \(first.line ?? 0).")
        }
        if let rest = rest(shown) { print("… and \(counted(rest, "more row")) that will not change.") }
        if shown > 0 { print("") }
    }

    private func rest(_ count: Int) -> Int? {
        limit.flatMap { count > $0 ? count - $0 : nil }
    }

    private func lines(_ change: PlannedChange) -> [String] {
        guard let connector = change.connector else {
            return [style.bold(numbers(change)), "    \(step(change))  \(environment(change))"]
        }
        let environment = environment(change)
        let name = HarmlessText.make(connector.name, limit: 60)
        let id = HarmlessText.make(connector.connectorId.rawValue)
        let titles = [style.bold(numbers(change)), "    \(id.padded(to: 14)) \(environment)  \(style.dim(name))"]
        let settings = change.changes.map { difference in
            let setting = difference.setting.rawValue.padded(to: 15)
            return "    \(setting)\(style.red(shown(difference.old))) → \(back)\(style.green(shown(difference.new)))"
        }
        return titles + settings + collateral(change)
    }

    private var back: String { takesBack ? "back to " : "" }

    private func environment(_ change: PlannedChange) -> String {
        func shown(_ environment: ClientEnvironment) -> String {
            environment == .live ? style.bold("live") : HarmlessText.make(environment.rawValue)
        }
        return (change.formerEnvironment.map { "\(shown($0)) → " } ?? "") + shown(change.environment)
    }

    /// What is done to a number.
    private func step(_ change: PlannedChange) -> String {
        let (from, to) = (shown(change.from?.rawValue ?? ""), shown(change.to?.rawValue ?? ""))
        return switch change.action {
        case "route": "route          \(style.red(from)) → \(back)\(style.green(to))"
        case "release": style.red("release        from \(from), for good")
        default: change.action.padded(to: 14)
        }
    }

    private func numbers(_ change: PlannedChange) -> String {
        guard !change.numbers.isEmpty else { return "(no number)" }
        let most = limit == nil ? change.numbers.count : 3
        let shown = change.numbers.prefix(most).map { HarmlessText.make($0) }.joined(separator: ", ")
        return change.numbers.count > most ? "\(shown) and \(change.numbers.count - most) more" : shown
    }

    private func collateral(_ change: PlannedChange) -> [String] {
        guard !change.collateral.isEmpty else { return [] }
        let numbers = change.collateral.map { HarmlessText.make($0) }.joined(separator: ", ")
        return ["    \(style.yellow("also changes"))   \(numbers), not in the sheet"]
    }

    private func shown(_ value: String) -> String { value.isEmpty ? "(none)" : HarmlessText.make(value) }
}

// MARK: - Totals

extension PlanRenderer {
    private func totals(_ summary: PlanSummary) -> [String] {
        [
            "\(style.bold("Plan"))         \(changes(summary))",
            "Rows         \(rows(summary))",
            collateralNumbers(summary),
            summary.changes > 0 ? expected.map { "Requests     \($0.inWords)" } : nil,
            "Target       \(target)",
            "Fingerprint  \(summary.fingerprint)",
        ].compactMap(\.self)
    }

    private func changes(_ summary: PlanSummary) -> String {
        guard summary.changes > 0 else { return "nothing to change" }
        let live = summary.liveChanges == 0 ? "none live" : style.bold(summary.liveInWords)
        let numbers = counted(summary.numbers, "number")
        let actions = summary.actions.map { action in
            let isFinal = action.verb == "release" ? " for good, \(summary.liveReleases) of them live" : ""
            return "\(counted(action.count, action.noun)) to \(action.verb)\(isFinal)"
        }
        return "\(actions.joined(separator: ", ")) (\(live)), reaching \(numbers)"
    }

    private func rows(_ summary: PlanSummary) -> String {
        let decided = Outcome.allCases.filter { summary.rows($0) > 0 }
        let parts = decided.map { "\(summary.rows($0)) \($0.rawValue)" }
        return (["\(summary.rowsToChange) to change"] + parts).joined(separator: ", ") + "; \(summary.rows) in all"
    }

    private func collateralNumbers(_ summary: PlanSummary) -> String? {
        guard summary.collateralNumbers > 0 else { return nil }
        let numbers = counted(summary.collateralNumbers, "number")
        return style.yellow("Collateral   \(numbers) not in the sheet will change too")
    }
}

extension PlanSummary {
    /// What is to be done, in order and with how many of each.
    var actions: [(verb: String, count: Int, noun: String)] {
        [
            ("import", imports, "number"), ("route", routings, "number"), ("change", connectors, "connector"),
            ("release", releases, "number"),
        ].filter { $0.count > 0 }
    }

    /// Such as `2 live` or `all live`.
    var liveInWords: String { liveChanges == changes && changes > 1 ? "all live" : "\(liveChanges) live" }
}

extension String {
    /// Followed by spaces up to the width; the text itself is never cut.
    func padded(to width: Int) -> String {
        count >= width ? self : self + String(repeating: " ", count: width - count)
    }
}
