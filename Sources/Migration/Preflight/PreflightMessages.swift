import AgentsAPI
import ForeignText
import Telephony

/// What is said of agents that lack what a sheet wants of them.
enum PreflightMessages {
    static func noAgent(_ agent: AgentID, of account: AccountID, among agents: [AgentSummary]) -> String {
        let nearest = nearest(to: agent.rawValue, agents.map { ($0.agentName, $0.agentId.rawValue) })
        return """
            project_id: account \(HarmlessText.make(account.rawValue)) has no agent \
            \(HarmlessText.make(agent.rawValue)) that this key sees. \(nearest)
            """
    }

    static func noVariant(_ variant: VariantID, of agent: AgentSummary, among variants: [Variant]) -> String {
        let nearest = nearest(to: variant.rawValue, variants.map { ($0.name, $0.id.rawValue) })
        return """
            variant_id: \(agent.words) has no variant \(HarmlessText.make(variant.rawValue)) on its branch main. \
            \(nearest)
            """
    }

    static func keepsVariant(
        _ connector: ConnectorID, _ variant: VariantID, at agent: AgentSummary, among variants: [Variant]
    ) -> String {
        let nearest = nearest(to: variant.rawValue, variants.map { ($0.name, $0.id.rawValue) })
        return """
            connector \(HarmlessText.make(connector.rawValue)) would keep variant \
            \(HarmlessText.make(variant.rawValue)), which \(agent.words) does not have on its branch main. \(nearest) \
            Give the row a variant_id, clear it with --set variant_id=null, or allow it with --allow-missing-variant.
            """
    }

    static func undeployed(
        _ connector: ConnectorID, _ agent: AgentSummary, _ environment: ClientEnvironment,
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

    /// A sentence with up to three of what there is: the most alike by name or ID first.
    private static func nearest(to text: String, _ known: [(name: String, id: String)]) -> String {
        guard !known.isEmpty else { return "There is none." }
        let ranked = known.map { one in
            let short = String(text.bounded(toBytes: 200))
            let edits = [one.name, one.id].map { short.editDistance(to: String($0.bounded(toBytes: 200))) }
            return (edits: edits.min() ?? 0, one: one)
        }.sorted { ($0.edits, $0.one.name, $0.one.id) < ($1.edits, $1.one.name, $1.one.id) }
        let shown = ranked.prefix(3).map { named($0.one.name, $0.one.id) }
        let rest = known.count - shown.count
        return "There \(known.count == 1 ? "is" : "are") \(shown.listed())\(rest > 0 ? ", and \(rest) more" : "")."
    }

    fileprivate static func named(_ name: String, _ id: String) -> String {
        let id = HarmlessText.make(id)
        return name.isEmpty || name == id ? id : "“\(HarmlessText.make(name))” (\(id))"
    }
}

extension AgentSummary {
    fileprivate var words: String { "agent \(PreflightMessages.named(agentName, agentId.rawValue))" }
}
