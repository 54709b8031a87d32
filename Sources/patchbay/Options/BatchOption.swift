import ArgumentParser

/// How many changes go out at once.
struct BatchOption: ParsableArguments {
    @Option(name: .customLong("batch-size"), help: ArgumentHelp("Connectors changed by one request.", valueName: "n"))
    var size = usual

    static let usual = 50

    func validate() throws {
        if size < 1 || size > 10_000 { throw ValidationError("--batch-size must be from 1 to 10000.") }
    }
}
