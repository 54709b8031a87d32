import AgentsClient
import ArgumentParser
import Telephony

/// The agent that a command is about.
struct AgentOption: ParsableArguments {
    @Option(help: ArgumentHelp("The agent (project) that the numbers belong to.", valueName: "project-id"))
    var agent: String

    var id: AgentID { AgentID(rawValue: agent) }

    func validate() throws { try checkAgent(agent) }
}

/// The agent of the rows of a sheet that name none.
struct SheetAgentOption: ParsableArguments {
    @Option(help: ArgumentHelp("The agent (project) of rows without an agent_id.", valueName: "project-id"))
    var agent: String?

    var id: AgentID? { agent.map(AgentID.init(rawValue:)) }

    func validate() throws { try agent.map(checkAgent) }
}

/// One or more agents.
struct AgentsOption: ParsableArguments {
    @Option(
        name: .customLong("agent"),
        help: ArgumentHelp("The agent (project) to export. Repeatable.", valueName: "project-id"))
    var agents: [String]

    var ids: [AgentID] { agents.map(AgentID.init(rawValue:)) }

    func validate() throws {
        for agent in agents { try checkAgent(agent) }
        if Set(agents).count < agents.count { throw ValidationError("--agent names the same agent twice.") }
    }
}

private func checkAgent(_ text: String) throws {
    if let problem = IdentifierProblem(of: text) {
        throw ValidationError("--agent \(problem.fault). Write an agent's ID, such as PROJECT-58RP822I.")
    }
}
