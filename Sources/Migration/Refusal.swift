package import AgentsClient
import ForeignText
package import Telephony

/// Why a run does not begin, or does not go on. Nothing was sent.
package enum Refusal: Error, Hashable, Sendable {
    /// The sheet has errors.
    case findings(IntakeReport)
    /// The sheet has a header and nothing else.
    case noRows(sheet: String)
    /// Another plan was agreed to beforehand.
    case otherPlan(expected: String, actual: String)
    /// The plan has more changes than may be made.
    case tooManyChanges(changes: Int, named: Named, allowed: Int)
    /// Numbers would be released, and other than that many may be.
    case releases(PlanSummary, allowed: Int?, numbers: [String])
    /// Nothing that the sheet names is known where it was looked for.
    case nothingFound(rows: Int, agents: [AgentID])
    /// The API does not know the agent at all, or not under this address.
    case unknownAgent(AgentID, ClientFailure)
    /// The person said no.
    case declined
}

/// What a sheet names that could be changed.
package struct Named: Hashable, Sendable {
    package let connectors: Int
    /// Those that it says the place of.
    package let numbers: Int

    package init(connectors: Int, numbers: Int = 0) { (self.connectors, self.numbers) = (connectors, numbers) }

    package var count: Int { connectors + numbers }
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
        case .tooManyChanges(let changes, let named, let allowed):
            """
            \(lead): the plan changes \(changes) of the \(named.count) connectors\
            \(named.numbers > 0 ? " and numbers" : "") that the sheet names, more than the \(allowed) that may be.
            """
        case .releases(let plan, let allowed, let numbers):
            """
            \(lead): the plan releases \(plan.releases == 1 ? "1 number" : "\(plan.releases) numbers") \
            (\(plan.liveReleases) live), \(numbers.joined(separator: ", "))\
            \(plan.releases > numbers.count ? " and \(plan.releases - numbers.count) more" : ""), \
            which cannot be taken back\
            \(allowed.map { ", and \($0) may be released" } ?? "").
            """
        case .nothingFound(let rows, let agents):
            """
            \(lead): \(rows == 1 ? "the sheet's only row was not" : "not one of the sheet's \(rows) rows was") found \
            under \(agents.inWords). The region, the account that the API key is of, or the agent is probably wrong.
            """
        case .unknownAgent(let agent, let failure):
            """
            \(lead): \([agent].inWords) is not known: \(failure.reason). The region, the account that the API key is \
            of, or the agent is probably wrong.
            """
        case .declined: "\(lead)."
        }
    }
}

extension [AgentID] {
    /// Such as `agent SALES` and `the agents SALES and CARE`.
    fileprivate var inWords: String {
        let names =
            prefix(5).map { HarmlessText.make($0.rawValue, limit: 60) } + (count > 5 ? ["\(count - 5) more"] : [])
        return "\(count == 1 ? "agent" : "the agents") \(names.listed())"
    }
}
