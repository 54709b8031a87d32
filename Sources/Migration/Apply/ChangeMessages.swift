import AgentsAPI
import AgentsClient
import ForeignText
import Telephony

/// Sentences about a change, for the results and the terminal.
extension Settlement.Reason {
    /// Of a change that is about to be sent, or sent again.
    static func drifted(_ change: Change, to observed: Reading?) -> Self {
        guard !change.mayHaveArrived else { return changedBySomeoneElse(change, observed: observed) }
        return Self(
            message: """
                \(departure(change, observed: observed)). Nothing was sent for it. Plan again to see what would change \
                now.
                """)
    }

    /// Of a change whose connector serves numbers that it did not serve when it was planned.
    static func reachesMore(_ change: Change, _ numbers: [String]) -> Self {
        let shown = numbers.prefix(3).map { HarmlessText.make($0) }.joined(separator: ", ")
        let more = numbers.count > 3 ? " and \(numbers.count - 3) more" : ""
        return Self(
            message: """
                connector \(HarmlessText.make(change.subject)) now serves \(shown)\(more), too, which no usable row of \
                the sheet names. Nothing was sent for it. Plan again to see what would change now.
                """)
    }

    static let reachUnseen = Self(
        message: """
            the API does not list numbers any more, so it cannot be seen which numbers the connector serves now. \
            Nothing was sent for it.
            """)

    static func changedBySomeoneElse(_ change: Change, observed: Reading?) -> Self {
        Self(
            message: """
                the change was sent and no answer came; the \(change.kind.noun) now reads neither as before nor as \
                asked: \(change.action.shortfall(of: observed)). Plan again to see what would change now.
                """)
    }

    /// - Parameter differences: a part of a sentence.
    static func changedAfterwards(_ change: Change, _ differences: String) -> Self {
        Self(
            message: """
                the change was made, but when the \(change.kind.noun) was read again at the end: \(differences). \
                Plan again to see what would change now.
                """)
    }

    static func goneAfterwards(_ change: Change) -> Self {
        Self(
            message: """
                the change was made, but the \(change.kind.noun) was not there any more when it was read again at the \
                end: it was \(change.kind.farewell).
                """)
    }

    static let notApplied = Self(
        message: "no answer came, and reading back showed that the change was not made.")

    static func gone(_ change: Change) -> Self {
        Self(message: "the \(change.kind.noun) is not there any more: it was \(change.kind.farewell).")
    }

    static func ignored(_ change: Change) -> Self {
        Self(
            message: """
                the API accepted the change but the \(change.kind.noun) reads as before: \(change.action.beginning).
                """)
    }

    /// Of a change that a batch refused with the same text as another, which was sent alone.
    static func refusedAlike(
        _ change: Change, _ text: String, _ sample: RefusalSample, _ correlationID: String?
    ) -> Self {
        let text = HarmlessText.make(text, limit: 4_000)
        let subject = HarmlessText.make(sample.subject)
        let code = sample.errorCode.map { " with the code \(HarmlessText.make($0.rawValue, limit: 100))" } ?? ", too"
        let noun = change.kind.noun
        return Self(
            message: """
                Could not \(change.kind.verb) a \(noun): the API refused it in a batch\
                \(text.isEmpty ? "" : ", “\(text)”"). It was not sent alone: \(noun) \(subject) was, which the batch \
                had refused in the same words, and was refused\(code).
                """,
            errorCode: sample.errorCode, correlationID: correlationID)
    }

    static func normalised(_ change: Change, observed: Reading?) -> Self {
        Self(
            message: """
                the API accepted the change but made something else of it: \(change.action.shortfall(of: observed)).
                """)
    }

    static func unread(_ failure: ClientFailure) -> Self {
        Self(
            message: "sent, but no answer came, and reading back failed: \(failure.message)",
            errorCode: failure.errorCode, correlationID: failure.correlationID)
    }

    /// Of a change that needs another one, which came to no good end.
    static let lacksItsBeginning = Self(
        message: "an earlier step of its row was not carried out, so this one was not sent.")

    /// Of a connector that a number was to leave before it is changed.
    static func stillServes(_ number: String) -> Self {
        Self(
            message: """
                \(HarmlessText.make(number)) was to leave this connector first, and could not. It would have been \
                changed with it, so nothing was sent.
                """)
    }

    static func overwriting(_ change: Change, observed: Reading) -> String {
        departure(change, observed: observed) + ". It is changed all the same."
    }

    private static func departure(_ change: Change, observed: Reading?) -> String {
        "the \(change.kind.noun) changed since the plan was made: \(change.action.departure(of: observed))"
    }
}

extension ActionKind {
    var farewell: String {
        switch self {
        case .settings: "deleted, or moved to another project"
        case .routing, .importing, .release: "released, or went to another project with its connector"
        }
    }

    /// Before its noun.
    fileprivate var verb: String {
        switch self {
        case .settings: "change"
        case .routing: "route"
        case .importing: "import"
        case .release: "release"
        }
    }
}
