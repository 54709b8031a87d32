import Migration

/// Rows by outcome, each outcome with what it means.
struct OutcomeTable {
    let rows: Int
    var isUnderWay = false
    let count: (Outcome) -> Int

    var lines: [String] {
        let counts = Outcome.allCases.map { ($0, count($0)) }.filter { $0.1 > 0 }
        let width = String(rows).count
        let table = counts.map { line($0.rawValue, $1, width) + "  \($0.meaning(isUnderWay: isUnderWay))" }
        return table + [line("rows", rows, width)]
    }

    private func line(_ name: String, _ count: Int, _ width: Int) -> String {
        let number = String(count)
        return "  \(name.padded(to: 14))\(String(repeating: " ", count: max(0, width - number.count)))\(number)"
    }
}

extension Outcome {
    /// For people who see the name for the first time.
    fileprivate func meaning(isUnderWay: Bool) -> String {
        switch self {
        case .unknown where isUnderWay: "sent, and not answered yet"
        case .notAttempted where isUnderWay: "to come"
        case .updated: "changed and confirmed"
        case .altered: "changed, but the API stored something else than was asked"
        case .unchanged: "already so, nothing was sent"
        case .invalid: "the row has an error"
        case .notFound: "no such number or connector"
        case .conflict: "rows contradict each other, or the API the sheet"
        case .blocked: "refused by a guard; the results say which"
        case .drifted: "changed by somebody else, or gone"
        case .rejected: "the API refused it"
        case .failed: "retries ran out; resuming tries again"
        case .unknown: "sent, but no answer came; resuming finds out"
        case .notAttempted: "the run stopped first; resuming goes on"
        }
    }
}
