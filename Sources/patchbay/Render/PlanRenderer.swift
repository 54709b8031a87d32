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
    /// The most entries, and the most reasons for rows without a change, to show; nil shows all.
    var limit: Int?
    /// Whether each change and each row is shown, instead of those that are alike once.
    var showsDetail = false
    var showsAllFindings = false
    /// What carrying it out comes to.
    var expected: ExpectedRequests?
    /// Whether it takes another run back: then what cannot be taken back comes first.
    var takesBack = false

    func render(_ runFile: RunFile, _ summary: PlanSummary, _ print: (String) -> Void) throws {
        if takesBack { try renderRowsWithoutChange(runFile, print) }
        if showsDetail {
            try runFile.forEachPlannedChange { change in (lines(change) + collateral(change)).forEach(print) }
        } else {
            var alike = AlikeChanges()
            try runFile.forEachPlannedChange { alike.add($0) }
            render(alike, print)
        }
        if summary.changes > 0 { print("") }
        if !takesBack { try renderRowsWithoutChange(runFile, print) }
        totals(summary).forEach(print)
    }

    private func render(_ alike: AlikeChanges, _ print: (String) -> Void) {
        let entries = alike.inOrder
        for entry in entries.prefix(limit ?? .max) {
            (entry.count == 1 ? lines(entry.first) : lines(entry)).forEach(print)
        }
        if let rest = rest(entries.count) {
            print("… and \(counted(rest, "more kind")) of change; 'patchbay \(command)' shows all.")
        }
        guard !alike.withCollateral.isEmpty else { return }
        print("")
        print(style.yellow("Not in the sheet, and changed with it"))
        for change in alike.withCollateral {
            let connector = HarmlessText.make(change.connector?.connectorId.rawValue ?? "")
            print("    \(connector.padded(to: 14)) \(environment(change))  \(shown(change.collateral))")
        }
        if alike.moreWithCollateral > 0 {
            let rest = counted(alike.moreWithCollateral, "more connector")
            print("    … and numbers of \(rest); 'patchbay \(command) --detail' shows all.")
        }
    }

    private var command: String { takesBack ? "undo --plan" : "plan" }

    private func renderRowsWithoutChange(_ runFile: RunFile, _ print: (String) -> Void) throws {
        var sentences = RefusedSentences()
        var hasHeading = false
        func printRow(_ row: RefusedRow, rows: Int = 1) {
            if !hasHeading { print(style.bold("Will not change")) }
            hasHeading = true
            let outcome = style.yellow(row.outcome.rawValue)
            let count = rows == 1 ? "" : " (\(counted(rows, "row")))"
            print("\(sheet):\(row.line): \(outcome): \(HarmlessText.whole(row.message))\(count)")
        }
        try runFile.forEachRefusedRow { row in
            if showsDetail { printRow(row) } else { sentences.add(row) }
        }
        var groups = FindingGroups()
        for sentence in sentences.all.prefix(limit ?? .max) {
            let row = sentence.first
            let finding = Finding(
                .error, file: sheet, line: row.line, column: row.outcome.rawValue,
                message: Finding.Message(rawValue: row.message))
            guard groups.admits(finding, standingFor: sentence.rows) || showsAllFindings else { continue }
            printRow(row, rows: sentence.rows)
        }
        for (first, more) in groups.rest where !showsAllFindings {
            let outcome = style.yellow(first.column ?? "")
            print("\(sheet): \(outcome): \(counted(more, "more row")) like the one on line \(first.line ?? 0).")
        }
        let rest = sentences.all.dropFirst(limit ?? .max).reduce(sentences.furtherRows) { $0 + $1.rows }
        if rest > 0 { print("… and \(counted(rest, "more row")) that will not change.") }
        if hasHeading { print("") }
    }

    private func rest(_ count: Int) -> Int? {
        limit.flatMap { count > $0 ? count - $0 : nil }
    }

    /// Several changes that do the same.
    private func lines(_ entry: AlikeChanges.Entry) -> [String] {
        let names = shown(entry.names, of: entry.count)
        guard entry.first.connector != nil else {
            let title = "\(counted(entry.count, "number"))  \(names)"
            return [style.bold(title), "    \(step(entry.first))  \(environment(entry.first))"]
        }
        let title = "\(counted(entry.numbers, "number")) on \(counted(entry.count, "connector"))"
        return [style.bold(title), "    \(names)  \(environment(entry.first))"] + settings(entry.first)
    }

    private func lines(_ change: PlannedChange) -> [String] {
        guard let connector = change.connector else {
            return [style.bold(numbers(change)), "    \(step(change))  \(environment(change))"]
        }
        let environment = environment(change)
        let name = HarmlessText.make(connector.name, limit: 60)
        let id = HarmlessText.make(connector.connectorId.rawValue)
        let titles = [style.bold(numbers(change)), "    \(id.padded(to: 14)) \(environment)  \(style.dim(name))"]
        return titles + settings(change)
    }

    private func settings(_ change: PlannedChange) -> [String] {
        change.changes.map { difference in
            let setting = difference.setting.rawValue.padded(to: 15)
            return "    \(setting)\(style.red(shown(difference.old))) → \(back)\(style.green(shown(difference.new)))"
        }
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
        change.numbers.isEmpty ? "(no number)" : shown(change.numbers)
    }

    private func shown(_ names: [String]) -> String {
        showsDetail
            ? names.map { HarmlessText.make($0) }.joined(separator: ", ")
            : shown(Array(names.prefix(AlikeChanges.mostNamed)), of: names.count)
    }

    /// The first of so many.
    private func shown(_ names: [String], of count: Int) -> String {
        let shown = names.map { HarmlessText.make($0) }.joined(separator: ", ")
        return count > names.count ? "\(shown) and \(count - names.count) more" : shown
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
