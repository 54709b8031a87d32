import ArgumentParser
import Migration

/// What a run may do.
struct RunOptionGroup: ParsableArguments {
    @Flag(help: "Go on without the rows that have errors.")
    var skipInvalid = false

    @Flag(help: "Change connectors although they also serve numbers that the sheet does not name.")
    var allowCollateral = false

    @Flag(
        help: """
            Where a shared connector cannot be changed for its rows, route their numbers to other connectors of its \
            project and environment that are as the rows want them.
            """)
    var split = false

    @Option(
        help: ArgumentHelp(
            """
            How connectors are found: lookup asks for each number, inventory reads all of an agent's, auto takes what \
            needs fewer requests.
            """,
            valueName: "way"))
    var resolve = ResolutionMode.auto

    func options(_ sheet: SheetOptions) -> RunOptions {
        var options = RunOptions(sheet: sheet)
        options.skipsInvalid = skipInvalid
        options.allowsCollateral = allowCollateral
        options.splits = split
        options.resolution = resolve
        return options
    }
}

extension ResolutionMode: ExpressibleByArgument {}
