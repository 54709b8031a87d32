import AgentsAPI
import AgentsClient
import ForeignText
import Telephony

/// Sentences about a change, for the results and the terminal.
extension Settlement.Reason {
    /// Of a change that is about to be sent, or sent again.
    static func drifted(_ change: Change, to observed: Connector) -> Self {
        guard !change.mayHaveArrived else { return changedBySomeoneElse(change, observed: observed) }
        return Self(
            message: """
                \(differences(change, observed: observed)). Nothing was sent for it. Plan again to see what would \
                change now.
                """)
    }

    /// Of a change whose connector serves numbers that it did not serve when it was planned.
    static func reachesMore(_ change: Change, _ numbers: [String]) -> Self {
        let shown = numbers.prefix(3).map { HarmlessText.make($0) }.joined(separator: ", ")
        let more = numbers.count > 3 ? " and \(numbers.count - 3) more" : ""
        return Self(
            message: """
                connector \(HarmlessText.make(change.connector.rawValue)) now serves \(shown)\(more), too, which no \
                usable row of the sheet names. Nothing was sent for it. Plan again to see what would change now.
                """)
    }

    static let reachUnseen = Self(
        message: """
            the API does not list numbers any more, so it cannot be seen which numbers the connector serves now. \
            Nothing was sent for it.
            """)

    static func changedBySomeoneElse(_ change: Change, observed: Connector) -> Self {
        Self(
            message: """
                the change was sent and no answer came; the connector now reads neither as before nor as asked: \
                \(list(change.expected, observed)). Plan again to see what would change now.
                """)
    }

    static func changedAfterwards(_ differences: [SettingChange]) -> Self {
        Self(
            message: """
                the change was made, but when the connector was read again at the end: \
                \(list(differences)). Plan again to see what would change now.
                """)
    }

    static let goneAfterwards = Self(
        message: """
            the change was made, but the connector was not there any more when it was read again at the end: \
            it was deleted, or moved to another project.
            """)

    static let notApplied = Self(
        message: "no answer came, and reading back showed that the change was not made.")

    static let connectorGone = Self(
        message: "the connector is not there any more: it was deleted, or moved to another project.")

    static func ignored(_ change: Change) -> Self {
        Self(
            message: """
                the API accepted the change but the connector reads as before: \
                \(list(change.expected.changes(to: change.before))).
                """)
    }

    /// Of a change that a batch refused with the same text as another, which was sent alone.
    static func refusedAlike(_ text: String, _ sample: RefusalSample, _ correlationID: String?) -> Self {
        let text = HarmlessText.make(text, limit: 4_000)
        let connector = HarmlessText.make(sample.connector.rawValue)
        let code = sample.errorCode.map { " with the code \(HarmlessText.make($0.rawValue, limit: 100))" } ?? ", too"
        return Self(
            message: """
                Could not change a connector: the API refused it in a batch\(text.isEmpty ? "" : ", “\(text)”"). It \
                was not sent alone: connector \(connector) was, which the batch had refused in the same words, and was \
                refused\(code).
                """,
            errorCode: sample.errorCode, correlationID: correlationID)
    }

    static func normalised(_ change: Change, observed: Connector) -> Self {
        Self(
            message: """
                the API accepted the change but made something else of it: \
                \(list(change.expected.changes(to: observed))).
                """)
    }

    static func unread(_ failure: ClientFailure) -> Self {
        Self(
            message: "sent, but no answer came, and reading back failed: \(failure.message)",
            errorCode: failure.errorCode, correlationID: failure.correlationID)
    }

    private static func differences(_ change: Change, observed: Connector) -> String {
        "the connector changed since the plan was made: \(list(change.before, observed))"
    }

    /// Of all in which a connector reads otherwise than it should.
    private static func list(_ expected: Connector, _ observed: Connector) -> String {
        let environment =
            expected.clientEnv == observed.clientEnv
            ? [] : ["client_env is \(quoted(observed.clientEnv.rawValue)), not \(quoted(expected.clientEnv.rawValue))"]
        return ([list(expected.changes(to: observed))].filter { !$0.isEmpty } + environment).joined(separator: "; ")
    }

    /// Such as `voice_name is "en-US-Neural2-A", not "es-ES-Neural2-A"`.
    private static func list(_ changes: [SettingChange]) -> String {
        changes.map { "\($0.setting.rawValue) is \(quoted($0.new)), not \(quoted($0.old))" }.joined(separator: "; ")
    }

    private static func quoted(_ value: String) -> String {
        value.isEmpty ? "empty" : "\"\(HarmlessText.make(value))\""
    }

    static func overwriting(_ change: Change, observed: Connector) -> String {
        differences(change, observed: observed) + ". It is changed all the same."
    }
}
