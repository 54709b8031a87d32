import ArgumentParser
import Migration

/// How many changes go out at once.
struct BatchOption: ParsableArguments {
    @Option(
        name: .customLong("batch-size"),
        help: ArgumentHelp(
            """
            The most connectors to change by one request, from 1 to 10000. How many the API takes is found out, \
            beginning with 50.
            """,
            valueName: "n"))
    var size = usual

    static let usual = RunFile.mostChangesAtOnce

    func validate() throws {
        if size < 1 || size > 10_000 { throw ValidationError("--batch-size must be from 1 to 10000.") }
    }
}
