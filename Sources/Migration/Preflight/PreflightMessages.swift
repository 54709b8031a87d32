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
        Give the row a variant_id, clear it with --set variant_id=null, or allow it with --allow-missing-variant.
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

    static func unknown(_ questions: [String], _ reason: String) -> String {
        """
        It could not be checked \(questions.listed(with: " or ")): \(reason). The plan is made without.
        """
    }
}

extension NamedThing {
    fileprivate var words: String { "agent \(NameMessages.named(self))" }
}
