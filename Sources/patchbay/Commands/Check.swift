import ArgumentParser
import Migration
import Sheet

struct Check: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look for mistakes in a sheet, without any network.",
        usage: "patchbay check <sheet> [<options>]",
        discussion: Guide(
            """
            Reads the whole sheet and says what is wrong with it, line by line: numbers, voices, languages, rows that
            contradict each other. Findings go to standard error, the totals to standard output.

            With --format json all goes to standard output: an object with the list "findings" (severity, file, line,
            column, message) and "summary" (rows, errors, warnings, notes), or, when the sheet cannot be read to its
            end, "error" in the place of "summary".
            """,
            examples: "patchbay check numbers.csv --agent PROJECT-58RP822I",
            "patchbay check numbers.csv --set voice_name=es-ES-Neural2-A",
            exits: [.done: "no errors", .nothingSent: "errors, or the sheet cannot be read"]
        ).discussion)

    @Argument(help: "The sheet (CSV), or - for standard input.")
    var sheet: String

    @OptionGroup
    var agent: SheetAgentOption

    @OptionGroup(title: "The sheet")
    var options: SheetOptionGroup

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let options = try options.options(agent: agent.id)
        return output.format == .json ? try await printJSON(options, world) : try await printText(options, world)
    }

    private func pipeline(_ observe: @escaping MigrationObserver) throws -> Pipeline {
        var pipeline = Pipeline(observe: observe)
        pipeline.judgement = try options.judgement()
        return pipeline
    }

    private func printText(_ options: SheetOptions, _ world: World) async throws -> ExitStatus {
        let progress = RunProgress(world, showsAllFindings: self.options.allFindings)
        let report = try await pipeline(progress.observe).check(sheet, options)
        progress.end()
        world.console.print("\(world.shown(sheet: sheet)): \(report.text)")
        return report.errors > 0 ? .nothingSent : .done
    }

    private func printJSON(_ options: SheetOptions, _ world: World) async throws -> ExitStatus {
        let findings = FindingStream(world.console)
        do {
            let report = try await pipeline(findings.observe).check(sheet, options)
            try findings.end(report)
            return report.errors > 0 ? .nothingSent : .done
        } catch let error as SheetProblem {
            try findings.end(error)
            throw error
        }
    }
}
