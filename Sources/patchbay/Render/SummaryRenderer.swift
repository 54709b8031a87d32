import AgentsClient
import Foundation
import Migration

/// What a run came to, with what the requests took.
struct RunReport: Encodable {
    let summary: RunSummary
    let requests: RequestCounts
    /// In seconds.
    let elapsed: Double
}

struct SummaryRenderer {
    let style: Style

    func lines(_ report: RunReport) -> [String] {
        let summary = report.summary
        return [title(summary)] + outcomes(summary) + [requests(report)] + files(summary)
    }

    private func title(_ summary: RunSummary) -> String {
        switch summary.end {
        case .finished where summary.areAllRowsDone: style.green("Done.") + " Every row is as the sheet says."
        case .finished: style.yellow("Finished.") + " Some rows are not as the sheet says."
        case .stopped: style.red("Stopped.") + " " + (summary.reason ?? "")
        case .interrupted: style.yellow("Interrupted.") + " What was on the wire is accounted for."
        }
    }

    private func outcomes(_ summary: RunSummary) -> [String] {
        let counts = Outcome.allCases.map { ($0, summary.rows($0)) }.filter { $0.1 > 0 }
        let rows = counts.map { "  \($0.0.rawValue.padded(to: 14))\($0.1)" }
        return rows + ["  \("rows".padded(to: 14))\(summary.rows)"]
    }

    private func requests(_ report: RunReport) -> String {
        let retried = report.requests.retried == 0 ? "none retried" : "\(report.requests.retried) retried"
        let seconds = report.elapsed.formatted(
            .number.precision(.fractionLength(1)).locale(Locale(identifier: "en_US_POSIX")))
        return "\(counted(report.requests.sent, "request")) (\(retried)) in \(seconds) s."
    }

    private func files(_ summary: RunSummary) -> [String] {
        let isOpen = Outcome.allCases.contains { $0.isOpen && summary.rows($0) > 0 }
        let next = isOpen ? ["Go on with  patchbay resume \(summary.runFile)"] : []
        return ["Results  \(summary.results)"] + next
    }
}

extension RunReport {
    var exitStatus: ExitStatus {
        switch summary.end {
        case .finished: summary.areAllRowsDone ? .done : .incomplete
        case .stopped: .stopped
        case .interrupted: .interrupted
        }
    }
}
