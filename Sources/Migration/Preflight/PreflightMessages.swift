import AgentsAPI
import ForeignText
import Telephony

/// What is said of agents that lack what a sheet wants of them.
enum PreflightMessages {
    static func noAgent(_ agent: AgentID, of account: AccountID, _ nearest: String) -> String {
        """
        project_id: account \(HarmlessText.make(account.rawValue)) has no agent \
        \(HarmlessText.make(agent.rawValue)) that this key sees. \(nearest)
        """
    }

    static func noVariant(_ variant: VariantID, of agent: NamedThing, _ nearest: String) -> String {
        """
        variant_id: \(agent.words) has no variant \(HarmlessText.make(variant.rawValue)) on its branch main. \
        \(nearest)
        """
    }

    static func keepsVariant(
        _ connector: ConnectorID, _ variant: VariantID, at agent: NamedThing, _ nearest: String
    ) -> String {
        """
        connector \(HarmlessText.make(connector.rawValue)) would keep variant \
        \(HarmlessText.make(variant.rawValue)), which \(agent.words) does not have on its branch main. \(nearest) \
        Give the row one of its variants, or null to have none, or allow it with --allow-missing-variant.
        """
    }

    static func undeployed(
        _ connector: ConnectorID, _ agent: NamedThing, _ environment: ClientEnvironment,
        besides environments: Set<ClientEnvironment>
    ) -> String {
        let others = environments.sorted().map { HarmlessText.make($0.rawValue) }
        return """
            connector \(HarmlessText.make(connector.rawValue)) would move to \(agent.words), of which nothing is \
            deployed to \(HarmlessText.make(environment.rawValue))\
            \(others.isEmpty ? "" : " (only to \(others.listed()))"): its calls would reach nothing. Deploy it first, \
            or allow it with --allow-undeployed.
            """
    }

    /// - Parameter questions: with those that they are of.
    static func unknown(_ questions: [(words: String, ids: [String])], _ reason: String) -> String {
        let parts = questions.map { words, ids in
            let more = ids.count > 1 ? " and \(ids.count - 1) more" : ""
            let verb = words.hasPrefix("which") ? (ids.count > 1 ? " have" : " has") : ""
            return "\(words) \(HarmlessText.make(ids[0]))\(more)\(verb)"
        }
        return """
            It could not be checked \(parts.listed(with: " or ")): \(reason). The plan was made without this check.
            """
    }
}

extension NamedThing {
    fileprivate var words: String { "agent \(NameMessages.named(self))" }
}
