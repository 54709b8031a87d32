/// Why a run does not begin, or does not go on. Nothing was sent.
package enum Refusal: Error, Hashable, Sendable {
    /// The sheet has errors.
    case findings(IntakeReport)
    /// `--expect-plan` names another plan.
    case otherPlan(expected: String, actual: String)
    /// The person said no.
    case declined
    /// The run was killed before it had a plan, so there is nothing to resume.
    case neverStarted(runFile: String, sheet: String)

    /// A sentence for a person.
    package var message: String {
        switch self {
        case .findings(let report):
            """
            Nothing was sent: the sheet has \(report.errors == 1 ? "an error" : "\(report.errors) errors"). \
            Correct it, or go on without the rows at fault with --skip-invalid.
            """
        case .otherPlan(let expected, let actual):
            "Nothing was sent: the plan's fingerprint is \(actual), not \(expected). Look at it again with 'patchbay plan'."
        case .declined: "Nothing was sent."
        case .neverStarted(let runFile, let sheet):
            "\(runFile): this run sent nothing yet, so there is nothing to resume. Start it with 'patchbay apply \(sheet)'."
        }
    }
}
