import ArgumentParser
import Foundation
import Migration
import Sheet
import Telephony

struct Check: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a sheet without any network.",
        discussion: """
            Reads the whole sheet and says what is wrong with it, line by line: numbers, voices, languages, repeated rows.

            EXAMPLE: patchbay check numbers.csv --agent PROJECT-58RP822I
            EXIT CODES: 0 no errors, 3 errors, 64 wrong command line.
            """)

    @Argument(help: "The sheet (CSV), or - for standard input.")
    var sheet: String

    @Option(help: ArgumentHelp("The agent of rows without an agent_id.", valueName: "project-id"))
    var agent: String?

    @OptionGroup(title: "The sheet")
    var options: SheetOptionGroup

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let options = try options.options(agent: agent.map { .init(rawValue: $0) })
        return output.format == .json ? try printJSON(options, world) : try printText(options, world)
    }

    private func printText(_ options: SheetOptions, _ world: World) throws -> ExitStatus {
        let progress = Progress(world)
        let report = try Pipeline(observe: progress.observe).check(sheet, options)
        progress.end()
        world.console.print("\(sheet): \(report.text)")
        return report.errors > 0 ? .nothingSent : .done
    }

    private func printJSON(_ options: SheetOptions, _ world: World) throws -> ExitStatus {
        let findings = FindingStream(world.console)
        let report = try Pipeline(observe: findings.observe).check(sheet, options)
        try findings.end(report)
        return report.errors > 0 ? .nothingSent : .done
    }
}
