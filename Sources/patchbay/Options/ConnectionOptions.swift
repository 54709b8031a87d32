import AgentsClient
import ArgumentParser
import Telephony

/// Where requests go, in whose name, and how fast.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The agent (project) to address; for sheets, that of rows without an agent_id.", valueName: "project-id"))
    var agent: String?

    @Option(help: "The region of the real API: us, eu, uk, studio or dev.")
    var region: BaseURL.Region?

    @Option(
        name: .customLong("base-url"),
        help: ArgumentHelp("Another address of the API, such as a running emulator's.", valueName: "url"))
    var baseURL: String?

    @Option(help: ArgumentHelp("A file that holds the API key; otherwise POLYAI_API_KEY is used.", valueName: "file"))
    var apiKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "Use an emulator seeded with this export instead of the real API; no key needed.",
            valueName: "inventory.csv"))
    var emulator: String?

    @OptionGroup(title: "Pacing")
    var pacing: PacingOptions

    @Option(
        help: ArgumentHelp(
            "Log requests to standard error: debug, or trace to include bodies. Never the key.", valueName: "level"))
    var logLevel: LogLevel?

    var agentID: AgentID? { agent.map(AgentID.init(rawValue:)) }

    func requiredAgent() throws -> AgentID {
        guard let agentID else { throw CommandProblem.usage("Name the agent with --agent PROJECT-ID.") }
        return agentID
    }

    func validate() throws {
        let ways = [region != nil, baseURL != nil, emulator != nil].filter(\.self).count
        if ways > 1 { throw ValidationError("Give only one of --region, --base-url and --emulator.") }
    }
}

struct PacingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Requests a second, for the whole run.", valueName: "n"))
    var rate = 10.0

    @Option(help: ArgumentHelp("Requests under way at a time.", valueName: "n"))
    var concurrency = 4

    @Option(help: ArgumentHelp("Connectors changed by one request.", valueName: "n"))
    var batchSize = 50

    @Option(help: ArgumentHelp("Seconds to wait for a connection.", valueName: "s"))
    var connectTimeout = 5.0

    @Option(help: ArgumentHelp("Seconds to wait for an answer.", valueName: "s"))
    var requestTimeout = 30.0

    func validate() throws {
        if RequestRate(perSecond: rate) == nil { throw ValidationError("--rate must be more than 0.") }
        if concurrency < 1 || concurrency > 64 { throw ValidationError("--concurrency must be from 1 to 64.") }
        if batchSize < 1 || batchSize > 10_000 { throw ValidationError("--batch-size must be from 1 to 10000.") }
        if !(connectTimeout > 0 && requestTimeout > 0) {
            throw ValidationError("Timeouts must be more than 0 seconds.")
        }
    }
}

enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case debug, trace
}

extension BaseURL.Region: ExpressibleByArgument {}
