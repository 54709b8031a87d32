/// Why a run does not begin, or does not go on. Nothing was sent.
package enum Refusal: Error, Hashable, Sendable {
    /// The sheet has errors.
    case findings(IntakeReport)
    /// The sheet has a header and nothing else.
    case noRows(sheet: String)
    /// `--expect-plan` names another plan.
    case otherPlan(expected: String, actual: String)
    /// The plan has more changes than `--max-changes` allows.
    case tooManyChanges(changes: Int, connectors: Int, allowed: Int)
    /// The person said no.
    case declined

    /// A sentence for a person.
    package var message: String { message(inSession: false) }

    /// - Parameter inSession: whether an earlier session of the run has sent something.
    package func message(inSession: Bool) -> String {
        let lead = inSession ? "Nothing was sent in this session" : "Nothing was sent"
        return switch self {
        case .findings(let report):
            """
            \(lead): the sheet has \(report.errors == 1 ? "an error" : "\(report.errors) errors"). \
            Correct it, or go on without the rows at fault with --skip-invalid.
            """
        case .noRows(let sheet):
            """
            \(lead): \(sheet == "-" ? "standard input" : sheet) has a header and no rows, as an export that broke off \
            has. \
            Export it again.
            """
        case .otherPlan(let expected, let actual):
            "\(lead): the plan's fingerprint is \(actual), not \(expected). Look at it again with 'patchbay plan'."
        case .tooManyChanges(let changes, let connectors, let allowed):
            """
            \(lead): the plan changes \(changes) of the \(connectors) connectors that the sheet names, and \
            --max-changes allows \(allowed). Look at it again with 'patchbay plan'.
            """
        case .declined: "\(lead)."
        }
    }
}
