import ArgumentParser
import Emulator
import Logging
import Telephony

struct EmulatorCommand: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulator",
        abstract: "Serve the Agents API locally, to rehearse on and to test with.",
        discussion: """
            Prints its base URL and key, and serves until Ctrl-C. Seed it with an export; with --database its state outlives
            it. Its own description is at /openapi.json.

            EXAMPLE: patchbay emulator --seed inventory.csv --port 8080
            EXIT CODES: 0 stopped by a signal, 3 it could not start, 64 wrong command line.
            """)

    @Option(help: ArgumentHelp("An export to begin with.", valueName: "inventory.csv"))
    var seed: String?

    @Option(help: "The port; 0 takes one that is free.")
    var port = 8080

    @Option(
        help: ArgumentHelp(
            "The address to listen on. Only this machine is served unless you say otherwise.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("A file that keeps the state; in memory if not given.", valueName: "file"))
    var database: String?

    @Option(help: ArgumentHelp("The API key to accept.", valueName: "key"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "The most requests a key may send, such as 20/s; beyond that the answer is 429.", valueName: "rate"))
    var rateLimit: String?

    @Option(help: ArgumentHelp("How long every answer takes, such as 50ms or 20ms…80ms.", valueName: "range"))
    var latency: String?

    @Option(
        help: ArgumentHelp(
            "The most connectors or numbers in one request; beyond that the answer is 413.", valueName: "n"))
    var maxBatch: Int?

    func run(in world: World) async throws -> ExitStatus {
        let emulator = try await Emulator(try configuration())
        try await endingOnSignals(world) {
            try await emulator.run { address in
                world.console.print("Base URL  \(address.baseURL)")
                world.console.print("API key   \(address.key)")
            }
        }
        return .done
    }

    private func configuration() throws -> EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        if let seed { configuration.seed = try InventoryFile(path: seed).seed() }
        if let key { configuration.keys = [AccessKey(key)] }
        configuration.host = host
        configuration.port = port
        configuration.database = database
        configuration.maxBatch = maxBatch
        do {
            configuration.rateLimit = try rateLimit.map { try RateLimit(parsing: $0) }
            configuration.latency = try latency.map { try LatencyRange(parsing: $0) }
        } catch {
            throw CommandProblem.usage("\(error)")
        }
        return configuration
    }
}
