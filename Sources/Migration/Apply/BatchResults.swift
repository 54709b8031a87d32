import AgentsAPI
import Telephony

/// A batch's results sorted by what is to be done about them. Matched by connector ID; order and count are not trusted.
struct BatchResults {
    /// The answer shows the connector as asked.
    private(set) var confirmed: [Settlement] = []
    /// Claimed to be done but not shown, answered twice in different ways, or not answered at all.
    private(set) var doubtful: [Change] = []
    private(set) var refused: [Change] = []

    init(_ changes: [Change], _ results: [ConnectorUpdateResult]) {
        let answers = Dictionary(grouping: results, by: \.connectorId)
        for change in changes {
            let own = answers[change.connector] ?? []
            if let after = Self.confirmation(of: change, in: own) {
                confirmed.append(Settlement(change: change, outcome: .updated, after: after))
            } else if !own.isEmpty, own.allSatisfy({ !$0.success }) {
                refused.append(change)
            } else {
                doubtful.append(change)
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
