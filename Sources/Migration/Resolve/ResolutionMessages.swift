import AgentsClient
import ForeignText
import Telephony

/// Why no connector of a row's can be changed. `{…}` stands for a value of the row, put in when somebody reads it.
enum ResolutionMessages {
    static let noConnector = "agent {agent} has no connector {sheetConnector}."
    static let unserved = "agent {agent} has no connector that serves {number}."
    static let routedToNothing = "{number} is routed to connector {connector}, which does not exist."
    static let otherConnector = """
        {number} is served by connector {connector}, but the sheet says {sheetConnector}. \
        Correct the sheet's connector_id, or leave it empty.
        """

    // MARK: Of rows that say where their number should be

    static let noSuchNumber = """
        agent {agent} has no number {number} that could be routed. Import it first, or write import into the column \
        action to do both.
        """

    static let unservedImport = """
        {number} has no connector when it has been imported, so there is none whose settings could be changed. Name \
        one in target_connector_id, or leave the settings empty.
        """

    static let releasedAlready =
        "agent {agent} has no number {number}: it is released already, or is another project's."

    static let listedButMissing = """
        {number} is among the numbers that are listed for agent {agent}, but is not there when it is asked for. \
        \(contradiction)
        """

    static let twoTargets = """
        {number} is on more than one line, with different connectors beside it. Keep one of the lines, or make them \
        equal.
        """

    static func foreignPlace(_ number: String, _ project: AgentID) -> Settlement.Reason {
        Settlement.Reason(
            message: """
                \(number) is answered under this agent, but says that it belongs to \(literal(project.rawValue)). \
                \(contradiction)
                """)
    }

    static func noTarget(_ target: String) -> String {
        "agent {agent} has no connector \(literal(target)), which is to serve {number}."
    }

    static func otherPlace(_ serving: String?) -> String {
        """
        {number} is served by \(serving.map { "connector \(literal($0))" } ?? "no connector"), but the sheet says \
        {sheetConnector}. Correct the sheet's connector_id, or leave it empty.
        """
    }

    static func movingTarget(_ target: String) -> String {
        """
        connector \(literal(target)), which is to serve {number}, is moved to another project by another row. Do one \
        after the other, with a sheet each.
        """
    }

    static func targetElsewhere(_ target: String, wished: String) -> String {
        """
        connector \(literal(target)), which is to serve {number}, is not in \(literal(wished)), as the sheet says, and \
        a number is where its connector is. Correct the sheet's client_env, or leave it empty.
        """
    }

    static func otherEnvironment(_ environment: String, wished: String) -> String {
        """
        agent {agent} has {number} already, in \(literal(environment)), but the sheet says \(literal(wished)). The API \
        cannot change that: correct the sheet's client_env, or leave it empty.
        """
    }

    static func twoConnectors(_ other: String) -> String {
        """
        {number} is listed under connector {connector} and under connector \(literal(other)). \(contradiction)
        """
    }

    static let notAmongItsNumbers = """
        {number} is served by connector {connector} by its lookup, but is not among the numbers that are listed for \
        that connector. \(contradiction)
        """

    static let foreignNumber = """
        {number} is listed under agent {agent}, but says that it belongs to another project. \(contradiction)
        """

    static let unroutedToo = """
        {number} is listed twice, with connector {connector} and without one. \(contradiction)
        """

    static func listedOnly(under connector: String) -> String {
        """
        {number} is not known by its lookup, but listed under connector \(literal(connector)). \(contradiction)
        """
    }

    static func foreignConnector(_ project: String) -> String {
        """
        connector {connector} answers under agent {agent}, but says that it belongs to \
        \(project.isEmpty ? "no project" : literal(project)). \(contradiction)
        """
    }

    private static let contradiction = "Nothing was changed; ask whoever runs the account which is true."

    /// A name that is no place for a value.
    private static func literal(_ name: String) -> String {
        HarmlessText.make(name).replacing("{", with: "(").replacing("}", with: ")")
    }

    /// A sentence with a row's own values in it, made harmless.
    static func filled(_ template: String, _ values: [String: String]) -> String {
        values.reduce(template) { text, value in
            text.replacing("{\(value.key)}", with: HarmlessText.make(value.value))
        }
    }
}
