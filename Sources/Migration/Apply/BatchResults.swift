import AgentsAPI
import Telephony

/// A batch's answers sorted by what is to be done about them. Matched by what they are of; order and count are not
/// trusted.
struct BatchResults {
    /// The answer shows that it is as asked.
    private(set) var confirmed: [Settlement] = []
    /// Claimed to be done but not shown.
    private(set) var claimed: [Change] = []
    private(set) var refused: [Change] = []
    /// Not answered at all, or answered both ways; or refused although an earlier request got no answer: that one may
    /// have been applied, and what it moved is not there any more.
    private(set) var doubtful: [Change] = []
    /// What the API said of those that it refused.
    private(set) var refusals: [Change.ID: String] = [:]

    init(_ changes: [Change], _ answers: [ItemAnswer]) {
        guard !confirmsInOrder(changes, answers) else { return }
        let answers = Dictionary(grouping: answers, by: \.subject)
        for change in changes {
            let own = answers[change.subject] ?? []
            if own.confirm(change) {
                confirmed.append(Settlement(change: change, outcome: .updated))
            } else {
                refusals[change.id] = own.first { !$0.isSuccess }.map { $0.error ?? "" }
                switch Set(own.map(\.isSuccess)) {
                case [true]: claimed.append(change)
                case [false] where !change.mayHaveArrived: refused.append(change)
                default: doubtful.append(change)
                }
            }
        }
    }

    /// The usual answer, found out without a dictionary: one answer a change, in their order, and each as asked.
    private mutating func confirmsInOrder(_ changes: [Change], _ answers: [ItemAnswer]) -> Bool {
        guard changes.count == answers.count else { return false }
        for (change, answer) in zip(changes, answers) {
            guard answer.subject == change.subject, answer.confirms(change) else { return false }
        }
        confirmed = changes.map { Settlement(change: $0, outcome: .updated) }
        return true
    }
}

extension [ItemAnswer] {
    /// Whether they show that the change was made, and nothing else.
    fileprivate func confirm(_ change: Change) -> Bool {
        guard let first else { return false }
        return first.confirms(change) && allSatisfy { $0.isSuccess && $0.reading == first.reading }
    }
}

extension ItemAnswer {
    func confirms(_ change: Change) -> Bool {
        guard isSuccess, subject == change.subject else { return false }
        if isShown { return true }
        guard let reading, case .asAsked = change.action.observation(of: reading) else { return false }
        return true
    }
}
