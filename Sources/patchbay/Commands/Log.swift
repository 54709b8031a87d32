import AgentsClient
import ArgumentParser
import ForeignText
import Foundation
import Migration

struct Log: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print all that a run did, step by step: the audit trail.",
        usage: "patchbay log <run-file> [--format <format>]",
        discussion: Guide(
            """
            A line for each thing that happened to a connector's change, in order: planned, sent, settled, put off,
            taken up again by a later session. Nothing in it is ever overwritten. Needs no key and no network.

            With --format json: a line each, an object with at, session, change, agent, connector, step, from and to
            (the states of the change), attempt (how many requests have carried it) and, where there are any, outcome,
            reason, errorCode and correlationID.
            """,
            examples: "patchbay log numbers.patchbay",
            "patchbay log numbers.patchbay --format json > audit.jsonl",
            exits: [.done: "printed", .nothingSent: "the run file cannot be read"]
        ).discussion)

    @Argument(help: "The run file, such as numbers.patchbay.")
    var runFile: String

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        let file = try RunFile.openForReading(runFile)
        guard try file.record() != nil else { throw RunFileProblem.empty(runFile) }
        try file.forEachLogEntry { entry in
            switch output.format {
            case .text: world.console.print(Self.line(entry))
            case .json: world.console.print(try JSONOutput.text(entry, isPretty: false))
            }
        }
        return .done
    }

    private static func line(_ entry: LogEntry) -> String {
        let outcome = entry.outcome.map { " as \($0)" } ?? ""
        let reason = entry.reason.map { ": \(HarmlessText.whole($0))" } ?? ""
        let correlation = entry.correlationID.map { " (\(HarmlessText.make($0)))" } ?? ""
        let connector = HarmlessText.make(entry.connector)
        let former = entry.formerConnector.map { "\(HarmlessText.make($0)) → " } ?? ""
        let thing = entry.number.map { "\(HarmlessText.make($0))  \(entry.action) \(former)\(connector)" } ?? connector
        return """
            \(entry.at.formatted(.iso8601))  session \(entry.session)  \(thing)  \(entry.step)\(outcome), attempt \
            \(entry.attempt)\(reason)\(correlation)
            """
    }
}
