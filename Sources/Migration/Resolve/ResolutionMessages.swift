import AgentsClient

/// Sentences about rows that no connector of theirs can be changed for.
enum ResolutionMessages {
    static func noConnector(_ connector: String, of agent: String) -> String {
        "agent \(agent) has no connector \(HarmlessText.make(connector))."
    }

    static func unserved(_ number: String, of agent: String) -> String {
        "agent \(agent) has no connector that serves \(number)."
    }

    static func routedToNothing(_ number: String, connector: String) -> String {
        "\(number) is routed to connector \(HarmlessText.make(connector)), which does not exist."
    }

    static func otherConnector(_ number: String, is connector: String, inSheet: String) -> String {
        """
        \(number) is served by connector \(HarmlessText.make(connector)), but the sheet says \(HarmlessText.make(inSheet)). \
        Correct the sheet's connector_id, or leave it empty.
        """
    }
}
