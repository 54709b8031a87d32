import ArgumentParser
import Migration
import Telephony

/// What a run may do.
struct RunOptionGroup: ParsableArguments {
    @OptionGroup(title: "The sheet")
    var sheet: SheetOptionGroup

    @Flag(help: "Go on without the rows that have errors.")
    var skipInvalid = false

    @Flag(help: "Change connectors although they also serve numbers that the sheet does not name.")
    var allowCollateral = false

    @Option(
        help: ArgumentHelp(
            "How connectors are found: lookup asks for each number, inventory reads all of an agent's, auto takes the quicker.",
            valueName: "way"))
    var resolve = ResolutionMode.auto

    func options(agent: AgentID?) throws -> RunOptions {
        var options = RunOptions(sheet: try sheet.options(agent: agent))
        options.skipsInvalid = skipInvalid
        options.allowsCollateral = allowCollateral
        options.resolution = resolve
        return options
    }
}

extension ResolutionMode: ExpressibleByArgument {}
