import AgentsAPI
import Telephony

/// A batch's results sorted by what is to be done about them. Matched by connector ID; order and count are not trusted.
struct BatchResults {
    /// The answer shows the connector as asked.
    private(set) var confirmed: [Settlement] = []
    /// Claimed to be done but not shown.
    private(set) var claimed: [Change] = []
    private(set) var refused: [Change] = []
    /// Not answered at all, or answered both ways; or refused although an earlier request got no answer: that one may
    /// have been applied, and a connector that it moved is not there any more.
    private(set) var doubtful: [Change] = []
    /// What the API said of those that it refused.
    private(set) var refusals: [Change.ID: String] = [:]

    init(_ changes: [Change], _ results: [ConnectorUpdateResult]) {
        guard !confirmsInOrder(changes, results) else { return }
        let answers = Dictionary(grouping: results, by: \.connectorId)
        for change in changes {
            let own = answers[change.connector] ?? []
            if Self.confirm(change, own) {
                confirmed.append(Settlement(change: change, outcome: .updated))
            } else {
                refusals[change.id] = own.first { !$0.success }.map { $0.error ?? "" }
                switch Set(own.map(\.success)) {
                case [true]: claimed.append(change)
                case [false] where !change.mayHaveArrived: refused.append(change)
                default: doubtful.append(change)
                }
            }
        }
    }

    /// The usual answer, found out without a dictionary: one result a change, in their order, and each as asked.
    private mutating func confirmsInOrder(_ changes: [Change], _ results: [ConnectorUpdateResult]) -> Bool {
        guard changes.count == results.count else { return false }
        for (change, result) in zip(changes, results) {
            guard result.connectorId == change.connector, Self.confirm(change, [result]) else { return false }
        }
        confirmed = changes.map { Settlement(change: $0, outcome: .updated) }
        return true
    }

    private static func confirm(_ change: Change, _ answers: [ConnectorUpdateResult]) -> Bool {
        guard let after = answers.first?.data, after.connectorId == change.connector,
            answers.allSatisfy({ $0.success && $0.data == after }),
            case .asAsked = Observation(after, of: change)
        else { return false }
        return true
    }
}
