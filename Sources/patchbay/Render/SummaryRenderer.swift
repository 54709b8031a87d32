import AgentsClient
import ForeignText
import Foundation
import Migration
import Sheet

/// What a run came to, with what the requests took.
struct RunReport: Encodable {
    let summary: RunSummary
    /// Nil when a run was resumed and its sheet not read again.
    let columns: ColumnUse?
    let requests: RequestCounts
    /// In seconds.
    let elapsed: Double
    /// How many requests a second the API takes, where that was found.
    let limit: Double?
    /// How many changes the API takes in one request, where that was found.
    let batchLimit: FoundBatchLimit?
    /// What sending the changes was expected to come to, and what it came to; nil when none was sent.
    let sending: Sending?

    struct Sending: Encodable {
        let expected: ExpectedRequests
        let requests: Int
        let seconds: Double
    }
}

struct SummaryRenderer {
    let world: World
    let next: NextCommand

    private var style: Style { world.console.outputStyle }

    func lines(_ report: RunReport) -> [String] {
        let summary = report.summary
        return [title(report), ""] + OutcomeTable(rows: summary.rows, count: summary.rows).lines
            + [""] + causes(summary) + collateral(summary) + sheetEdit(summary) + verification(summary) + [
                requests(report)
            ] + sending(report) + files(summary)
    }

    private func title(_ report: RunReport) -> String {
        let summary = report.summary
        return switch summary.end {
        case .finished where summary.areAllRowsDone && !report.unreadColumns.isEmpty:
            style.yellow("Finished.") + " Every row is as the columns say that were read. "
                + "\(report.unreadColumns.quotedList()) \(report.unreadColumns.count == 1 ? "was" : "were") only "
                + "carried along, and may have been meant: --map says so, and --carry that it is not."
        case .finished where summary.areAllRowsDone && summary.takesBack:
            style.green("Done.") + " All that was to be taken back is as it was before the run."
        case .finished where summary.areAllRowsDone: style.green("Done.") + " Every row is as the sheet says."
        case .finished where summary.takesBack:
            style.yellow("Finished.") + " Some of it is not as before the run; the results say why."
        case .finished: style.yellow("Finished.") + " Some rows are not as the sheet says; the results say why."
        case .stopped: style.red("Stopped.") + " " + (summary.stop?.sentence ?? "")
        case .interrupted where summary.rows(.unknown) > 0:
            style.yellow("Interrupted.") + " What was on the wire was given up; resuming reads back what became of it."
        case .interrupted: style.yellow("Interrupted.") + " What was on the wire is accounted for."
        }
    }

    private static let mostCauses = 5

    /// What most of the rows that are not as they should be have in common.
    private func causes(_ summary: RunSummary) -> [String] {
        guard !summary.causes.isEmpty else { return [] }
        let lines = summary.causes.prefix(Self.mostCauses).map { cause in
            let code = cause.code.map { HarmlessText.make($0, limit: 100) + ": " } ?? ""
            let example = HarmlessText.make(cause.example, limit: 600)
            let such = cause.rows == 1 || cause.code != nil ? "" : ", for example"
            return "\(cause.rows) \(style.yellow(cause.outcome.rawValue))\(such): \(code)\(example)"
        }
        let more = summary.causes.count - lines.count
        return lines + (more > 0 ? ["… and \(counted(more, "other reason")); the results have them all."] : []) + [""]
    }

    private func collateral(_ summary: RunSummary) -> [String] {
        guard summary.collateralNumbers > 0 else { return [] }
        let numbers = summary.collateralNumbers
        return [
            style.yellow(
                """
                \(counted(numbers, "number")) that the sheet does not name changed too; the results list \
                \(numbers == 1 ? "it" : "them") at their end.
                """)
        ]
    }

    private func sheetEdit(_ summary: RunSummary) -> [String] { summary.edit.map { [$0.sentence] } ?? [] }

    private func verification(_ summary: RunSummary) -> [String] {
        guard let verified = summary.verified else { return [] }
        let numbers = summary.verifiedNumbers.flatMap { $0 > 0 ? counted($0, "number") : nil }
        let connectors = verified > 0 || numbers == nil ? counted(verified, "connector") : nil
        return ["Verified: \([connectors, numbers].compactMap(\.self).listed()) read as asked."]
    }

    private func requests(_ report: RunReport) -> String {
        let retried = report.requests.retried == 0 ? "none retried" : "\(report.requests.retried) retried"
        return
            "\(counted(report.requests.sent, "request")), \(retried), in \(Quantity.text(report.elapsed, digits: 1)) s"
    }

    private func sending(_ report: RunReport) -> [String] {
        let found = report.limit.map { "The API takes about \(rateText($0)) requests a second." }
        let batches = report.batchLimit.map { limit in
            "The API takes \(counted(limit.taken, "connector")) in a request"
                + (limit.refused == limit.taken + 1 ? "." : ", and refused \(limit.refused).")
        }
        // What is not finished is not what was expected.
        let sending = report.sending.flatMap { sending in
            report.summary.end == .finished
                ? "Sending the changes took \(counted(sending.requests, "request")) and "
                    + "\(Quantity.text(sending.seconds, digits: 1)) s; expected were \(sending.expected.inWords)."
                : nil
        }
        return [sending, found, batches].compactMap(\.self)
    }

    private func files(_ summary: RunSummary) -> [String] {
        let results = summary.resultsProblem.map { problem in
            """
            Results   \(style.red("not written:")) \(HarmlessText.whole(problem)) The run file has them all: \
            patchbay results \(world.typed(summary.runFile)) --output FILE
            """
        }
        let paths =
            [
                results ?? "Results   \(world.shown(summary.results))"
            ] + (summary.isRunFileLost ? [] : ["Run file  \(world.shown(summary.runFile))"])
        return summary.canBeResumed && !summary.isRunFileLost ? paths + ["Go on with  \(next.text(in: world))"] : paths
    }
}

extension RunReport {
    /// Columns that may have been meant to be read.
    var unreadColumns: [String] { columns?.doubtful ?? [] }

    var exitStatus: ExitStatus {
        switch summary.end {
        case .finished:
            summary.areAllRowsDone && unreadColumns.isEmpty && summary.resultsProblem == nil ? .done : .incomplete
        case .stopped: .stopped
        case .interrupted: .interrupted
        }
    }
}
