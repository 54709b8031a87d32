import ArgumentParser
import Emulator

/// How much the emulator takes from its clients.
struct EmulatorLimitOptions: ParsableArguments {
    private static let standard = EmulatorConfiguration()

    @Option(
        help: ArgumentHelp("The most connectors or numbers in one request; more are answered 413.", valueName: "n"))
    var maxBatch: Int?

    @Option(help: ArgumentHelp("The longest body; longer ones are answered 413.", valueName: "bytes"))
    var maxBody = standard.maxBodyBytes

    @Option(
        help: ArgumentHelp(
            "The longest line and headers of a request; longer ones are answered 400.", valueName: "bytes"))
    var maxHeader = standard.maxHeaderBytes

    @Option(help: ArgumentHelp("The most connections at a time; more are closed.", valueName: "n"))
    var maxConnections = standard.maxConnections

    @Option(
        help: ArgumentHelp(
            "How long a client may take to send a request, or to take an answer in; then its connection is closed.",
            valueName: "seconds"))
    var clientPatience = Quantity(standard.clientPatience / .seconds(1))

    func validate() throws {
        let limits = [
            ("--max-batch", maxBatch ?? 1), ("--max-body", maxBody), ("--max-header", maxHeader),
            ("--max-connections", maxConnections),
        ]
        for (name, limit) in limits where limit < 1 || limit > Int(Int32.max) {
            throw ValidationError("\(name) must be from 1 to \(Int32.max).")
        }
        if clientPatience.value <= 0 || clientPatience.value > 86_400 {
            throw ValidationError("--client-patience must be more than 0 seconds and at most 86400.")
        }
    }

    func limit(_ configuration: inout EmulatorConfiguration) {
        configuration.maxBatch = maxBatch
        configuration.maxBodyBytes = maxBody
        configuration.maxHeaderBytes = maxHeader
        configuration.maxConnections = maxConnections
        configuration.clientPatience = .seconds(clientPatience.value)
    }
}
