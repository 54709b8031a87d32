import ArgumentParser
import Foundation
import Migration

struct Status: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how far a run is, also while it is under way.",
        discussion: """
            EXAMPLE: patchbay status numbers.patchbay
            EXIT CODES: 0 shown, 3 the run file cannot be read, 64 wrong command line.
            """)

    @Argument(help: "The run file.")
    var runFile: String

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let status = try RunFile.openForReading(runFile).status()
        switch output.format {
        case .text: StatusRenderer(style: world.console.outputStyle).lines(status).forEach(world.console.print)
        case .json: world.console.print(try JSONOutput.text(StatusDocument(status)))
        }
        return .done
    }
}

struct Results: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a run's results CSV again.",
        discussion: """
            EXAMPLE: patchbay results numbers.patchbay --output copy.csv
            EXIT CODES: 0 written, 3 the run file cannot be read or the results not be written, 64 wrong command line.
            """)

    @Argument(help: "The run file.")
    var runFile: String

    @Option(help: ArgumentHelp("Where to write; where the run writes them if not given.", valueName: "file"))
    var output: String?

    func run(in world: World) async throws -> ExitStatus {
        let pipeline = Pipeline(observe: { _ in })
        let path = try pipeline.writeResults(of: try RunFile.openForReading(runFile), to: output)
        world.console.print("Results  \(path)")
        return .done
    }
}

private struct StatusDocument: Encodable {
    let createdAt: Date
    let finishedAt: Date?
    let target: String
    let sheet: String
    let results: String
    let rows: Int
    let outcomes: [String: Int]
    let changes: Int
    let settledChanges: Int
    let changesPerSecond: Double?

    init(_ status: RunStatus) {
        createdAt = status.record.createdAt
        finishedAt = status.record.finishedAt
        target = status.record.target.rawValue
        sheet = status.record.sheetPath
        results = status.record.resultsPath
        rows = status.record.rowCount
        outcomes = Dictionary(uniqueKeysWithValues: status.outcomes.map { ($0.rawValue, $1) })
        changes = status.changes
        settledChanges = status.settledChanges
        changesPerSecond = status.rate
    }
}
