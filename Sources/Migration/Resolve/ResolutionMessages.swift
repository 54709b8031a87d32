import AgentsClient
import ForeignText

/// Why no connector of a row's can be changed. `{…}` stands for a value of the row, put in when somebody reads it.
enum ResolutionMessages {
    static let noConnector = "agent {agent} has no connector {sheetConnector}."
    static let unserved = "agent {agent} has no connector that serves {number}."
    static let routedToNothing = "{number} is routed to connector {connector}, which does not exist."
    static let otherConnector = """
        {number} is served by connector {connector}, but the sheet says {sheetConnector}. \
        Correct the sheet's connector_id, or leave it empty.
        """

    /// A sentence with a row's own values in it, made harmless.
    static func filled(_ template: String, _ values: [String: String]) -> String {
        values.reduce(template) { text, value in
            text.replacing("{\(value.key)}", with: HarmlessText.make(value.value))
        }
    }
}
