/// Why a run does not begin, or does not go on. Nothing was sent.
package enum Refusal: Error, Hashable, Sendable {
    /// The sheet has errors.
    case findings(IntakeReport)
    /// The sheet has a header and nothing else.
    case noRows(sheet: String)
    /// Another plan was agreed to beforehand.
    case otherPlan(expected: String, actual: String)
    /// The plan has more changes than may be made.
    case tooManyChanges(changes: Int, connectors: Int, allowed: Int)
    /// The person said no.
    case declined
}

extension Refusal: CustomStringConvertible {
    package var description: String { description(inSession: false) }

    /// - Parameter inSession: whether an earlier session of the run has sent something.
    package func description(inSession: Bool) -> String {
        let lead = inSession ? "Nothing was sent in this session" : "Nothing was sent"
        return switch self {
        case .findings(let report):
            "\(lead): the sheet has \(report.errors == 1 ? "an error" : "\(report.errors) errors")."
        case .noRows(let sheet):
            """
            \(lead): \(sheet == "-" ? "standard input" : sheet) has a header and no rows, as an export that broke off \
            has. Export it again.
            """
        case .otherPlan(let expected, let actual):
            "\(lead): the plan's fingerprint is \(actual), not \(expected)."
        case .tooManyChanges(let changes, let connectors, let allowed):
            """
            \(lead): the plan changes \(changes) of the \(connectors) connectors that the sheet names, more than the \
            \(allowed) that may be.
            """
        case .declined: "\(lead)."
        }
    }
}
