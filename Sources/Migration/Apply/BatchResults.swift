import AgentsAPI
import Telephony

/// A batch's results sorted by what is to be done about them. Matched by connector ID; order and count are not trusted.
struct BatchResults {
    /// The answer shows the connector as asked.
    private(set) var confirmed: [Settlement] = []
    /// Claimed to be done but not shown.
    private(set) var claimed: [Change] = []
    private(set) var refused: [Change] = []
    /// Not answered at all, or answered both ways; or refused when the request was sent again for want of an answer, now
    /// or earlier: the first one may have been applied, and a connector that it moved is not there any more.
    private(set) var doubtful: [Change] = []

    init(_ changes: [Change], _ results: [ConnectorUpdateResult], isFirstAnswer: Bool) {
        let answers = Dictionary(grouping: results, by: \.connectorId)
        for change in changes {
            let own = answers[change.connector] ?? []
            if let after = Self.confirmation(of: change, in: own) {
                confirmed.append(Settlement(change: change, outcome: .updated, after: after))
            } else {
                switch Set(own.map(\.success)) {
                case [true]: claimed.append(change)
                case [false] where isFirstAnswer && !change.mayHaveArrived: refused.append(change)
                default: doubtful.append(change)
                }
            }
        }
    }

    private static func confirmation(of change: Change, in answers: [ConnectorUpdateResult]) -> Connector? {
        guard let after = answers.first?.data, after.connectorId == change.connector,
            answers.allSatisfy({ $0.success && $0.data == after }),
            case .asAsked = Observation(after, of: change)
        else { return nil }
        return after
    }
}
