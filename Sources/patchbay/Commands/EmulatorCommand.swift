import AgentsAPI
import AgentsClient
import ArgumentParser
import Emulator
import ForeignText
import Foundation
import Logging
import Telephony

struct EmulatorCommand: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulator",
        abstract: "Serve the Agents API locally, to rehearse on and to test with.",
        usage: "patchbay emulator [<options>]",
        discussion: Guide(
            """
            Prints its base URL and key, and serves until Ctrl-C. Begin it with an export; with --database its state
            outlives it. Its own description is at /openapi.json.

            To rehearse a single command, 'patchbay plan' and 'patchbay apply' have an emulator built in: --emulator.
            """,
            examples: "patchbay emulator --seed inventory.csv",
            "patchbay emulator --seed inventory.csv --rate-limit 20/s --latency 20ms…80ms",
            exits: [.done: "stopped by a signal", .nothingSent: "it could not start"]
        ).discussion)

    @Option(help: ArgumentHelp("The export to begin with.", valueName: "inventory.csv"))
    var seed: String?

    @Option(
        help: ArgumentHelp(
            "What else it knows (JSON): agents with their names, variants and deployments.", valueName: "account.json"))
    var seedAccount: String?

    @Option(help: "The port; 0 takes one that is free.")
    var port = 8080

    @Option(
        help: ArgumentHelp(
            "The address to listen on. Only this machine is served unless you say otherwise.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("A file that keeps the state; in memory if not given.", valueName: "file"))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "The API key to accept; again for more. Not a real one: everybody on this machine can read arguments.",
            valueName: "key"))
    var key: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            The most requests a key may send, such as 20/s; more are answered 429. They are counted in a bucket that \
            holds them all, or one of 20/s,burst=1, or in fixed or sliding periods: 600/m,fixed or 600/m,sliding.
            """,
            valueName: "rate"))
    var rateLimit: String?

    @Option(
        help: ArgumentHelp("What answers say of the limit: none, retry-after, ietf or kong.", valueName: "headers"))
    var rateLimitHeaders = RateLimitHeaders.retryAfter

    @Option(help: ArgumentHelp("How long every answer takes, such as 50ms or 20ms…80ms.", valueName: "range"))
    var latency: String?

    @OptionGroup(title: "Limits")
    var limits: EmulatorLimitOptions

    @Option(
        help: ArgumentHelp("Misbehave as this script (JSON) says: refuse, cut, delay, lie.", valueName: "faults.json"))
    var faults: String?

    @Option(
        help: ArgumentHelp(
            "Write what was asked, applied and answered into this file, a JSON object a line.", valueName: "file"))
    var requestLog: String?

    func validate() throws {
        if !(0...65_535).contains(port) { throw ValidationError("--port must be from 0 to 65535.") }
        if seedAccount != nil, seed == nil { throw ValidationError("--seed-account needs --seed beside it.") }
        if key.contains("") { throw ValidationError("--key must not be empty.") }
    }

    func run(in world: World) async throws -> ExitStatus {
        let emulator = try await Emulator(try configuration())
        let agent = (try await emulator.store.anyProject()?.rawValue ?? "PROJECT-ID").shellQuoted
        try await endingOnSignals(world) {
            try await emulator.run { address in
                world.console.print("Base URL  \(address.baseURL)")
                world.console.print("API key   \(address.key)")
                if !BaseURL.isLoopback(host) { world.console.say(warning(world.console.errorStyle)) }
                advice(address, agent).forEach(world.console.say)
            }
        }
        return .done
    }

    private func advice(_ address: EmulatorAddress, _ agent: String) -> [String] {
        guard (try? BaseURL(address.baseURL)) != nil else {
            let (own, other) = ("127.0.0.1:\(address.port)", "\(host):\(address.port)".shellQuoted)
            return [
                "",
                """
                patchbay speaks plain HTTP to its own machine only, so it reaches this emulator through a tunnel, such \
                as  ssh -L \(own):\(other) \(host.shellQuoted)  and --base-url http://\(own). Ctrl-C stops it.
                """,
            ]
        }
        return [
            "", "In another terminal, this lists connectors; Ctrl-C here stops the emulator:",
            "  export POLYAI_API_KEY=\(address.key.shellQuoted)",
            "  patchbay connector list --agent=\(agent) --base-url \(address.baseURL.shellQuoted)",
        ]
    }

    private func warning(_ style: Style) -> String {
        """
        \(style.yellow("warning")): everybody who reaches this machine at \(HarmlessText.make(host)) can use this \
        emulator and read what others send to it. Without --host it serves this machine alone.
        """
    }

    private func configuration() throws -> EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        if let seed { configuration.seed = try InventoryFile(path: seed).seed(describing: seedAccount) }
        if !key.isEmpty { configuration.keys = key.map { AccessKey($0) } }
        configuration.host = host
        configuration.port = port
        configuration.database = database
        limits.limit(&configuration)
        configuration.requestLogFile = requestLog
        configuration.faults = try script()
        do {
            configuration.rateLimitHeaders = rateLimitHeaders
            configuration.rateLimit = try rateLimit.map { try RateLimit(parsing: $0) }
            configuration.latency = try latency.map { try LatencyRange(parsing: $0) }
        } catch {
            throw CommandProblem.usage("\(error)")
        }
        return configuration
    }

    private func script() throws -> FaultScript {
        guard let faults else { return .none }
        do {
            return try FaultScript(contentsOf: URL(fileURLWithPath: faults))
        } catch {
            throw CommandProblem(message: "\(faults): \(error)")
        }
    }
}

extension RateLimitHeaders: ExpressibleByArgument {}
